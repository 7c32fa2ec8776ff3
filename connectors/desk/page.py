"""The agents' page: static files, no build step."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

STATIC = Path(__file__).parent / "static"


def mount(app: FastAPI) -> None:
    """Serve the page at ``/desk`` and its files below it."""

    @app.get("/desk", include_in_schema=False)
    async def _page() -> FileResponse:
        return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})

    app.mount("/desk/static", StaticFiles(directory=STATIC), name="desk")
