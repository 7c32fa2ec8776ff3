"""The FastAPI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from starlette.middleware.base import RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response

from connectors import kiosk
from connectors.house import House
from connectors.http import problems
from connectors.http.limits import BodyLimit
from connectors.http.routes import chat, fraud, knowledge, operations, sessions, speech
from connectors.voice_socket import socket

_CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; worker-src 'self' blob:; "
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)
_DOCS_PATHS = ("/docs", "/redoc")


def create_app(house: House) -> FastAPI:
    """The application around an opened house; what runs beside starts and stops with it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        house.start()
        app.state.house = house
        operations.observe(house)
        try:
            yield
        finally:
            await house.close()

    app = FastAPI(
        title="侨伴 Qiaoban",
        summary="A Cantonese and Mandarin voice assistant for the older adults of Jiangmen",
        version="0.1.0",
        lifespan=lifespan,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.add_middleware(BodyLimit)
    problems.install(app)
    for router in (chat.router, sessions.router, fraud.router, knowledge.router, speech.router, operations.router):
        app.include_router(router)
    app.include_router(socket.router)
    kiosk.mount(app)

    @app.middleware("http")
    async def _security_headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Permissions-Policy", "microphone=(self), camera=(), geolocation=(self)")
        if not request.url.path.startswith(_DOCS_PATHS):
            response.headers.setdefault("Content-Security-Policy", _CONTENT_SECURITY_POLICY)
        return response

    @app.get("/", include_in_schema=False)
    async def _root() -> RedirectResponse:
        return RedirectResponse("/kiosk")

    return app
