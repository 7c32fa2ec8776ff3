"""The FastAPI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import RedirectResponse

from connectors import kiosk
from connectors.house import House
from connectors.http import problems
from connectors.http.headers import SecurityHeaders
from connectors.http.hosts import OwnHosts
from connectors.http.limits import BodyLimit
from connectors.http.routes import chat, fraud, knowledge, operations, sessions, speech
from connectors.voice_socket import socket


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
        docs_url=None,
        redoc_url=None,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(OwnHosts, hosts=house.settings.own_hosts)
    app.add_middleware(SecurityHeaders)
    problems.install(app)
    for router in (chat.router, sessions.router, fraud.router, knowledge.router, speech.router, operations.router):
        app.include_router(router)
    app.include_router(socket.router)
    kiosk.mount(app)

    @app.get("/", include_in_schema=False)
    async def _root() -> RedirectResponse:
        return RedirectResponse("/kiosk")

    return app
