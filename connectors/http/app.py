"""The FastAPI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import RedirectResponse

from connectors import kiosk
from connectors.desk import page as desk_page
from connectors.desk import routes as desk_routes
from connectors.desk import socket as desk_socket
from connectors.desk.desk import Desk
from connectors.ending import ended
from connectors.house import House
from connectors.http import problems
from connectors.http.headers import SecurityHeaders
from connectors.http.hosts import OwnHosts
from connectors.http.limits import BodyLimit, RequestRate
from connectors.http.routes import chat, family, fraud, knowledge, operations, sessions, speech
from connectors.session_socket import socket as session_socket
from connectors.voice_socket import socket
from connectors.wechat import route as wechat_route
from connectors.wechat.channel import WeChatChannel


def create_app(house: House) -> FastAPI:
    """The application around an opened house; what runs beside starts and ends with it, also when some of it fails."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as started:
            started.push_async_callback(ended, "house", house.close)
            house.start()
            app.state.house = house
            app.state.desk = Desk(house)
            await house.bus.open()
            operations.observe(house)
            app.state.wechat = wechat = WeChatChannel(house, house.inbox) if house.inbox else None
            if wechat:
                started.push_async_callback(ended, "wechat", wechat.aclose)
                wechat.start()
            yield

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
    app.add_middleware(RequestRate, rates=house.rates)
    app.add_middleware(OwnHosts, hosts=house.settings.own_hosts)
    app.add_middleware(SecurityHeaders)
    problems.install(app)
    for part in (chat, sessions, family, fraud, knowledge, speech, operations, desk_routes, wechat_route):
        app.include_router(part.router)
    for part in (socket, session_socket, desk_socket):
        app.include_router(part.router)
    kiosk.mount(app)
    desk_page.mount(app)

    @app.get("/", include_in_schema=False)
    async def _root() -> RedirectResponse:
        return RedirectResponse("/kiosk")

    return app
