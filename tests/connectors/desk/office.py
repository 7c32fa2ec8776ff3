"""A desk with everything real behind it but Rasa: SQLite, guard, items, bus; over ASGI or as a live server."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Self

import httpx
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import Update
from websockets.asyncio.client import ClientConnection, connect

from bot.assistant import Assistant
from bot.directive import Directive
from bot.handover import Case, Cases, Messages, Presence
from bot.memory import ConversationStore, Database
from bot.reply import Reply
from bot.safety import Guard
from bot.topics import Topic
from bot.turn import Channel, Dialect, Turn
from bot.understanding import Understanding
from bot.wording import Wording
from connectors.bus import MemoryBus
from connectors.desk import routes
from connectors.desk import socket as desk_socket
from connectors.desk.desk import Desk
from connectors.desk.passwords import Passwords
from connectors.desk.roles import Role
from connectors.http import problems
from connectors.rates import Rates
from connectors.settings import Settings
from knowledge.loading import default_items_directory, load_items
from knowledge.search import KnowledgeSearch

QUICK = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
PASSWORD = "correct horse battery"
ASKS = "我要搵真人"
SWINDLE = "派出所打电话让我把钱转到安全账户"
COOKIE = "qiaoban_desk"


@cache
def guard() -> Guard:
    return Guard.load()


@cache
def shipped() -> KnowledgeSearch:
    return KnowledgeSearch(load_items(default_items_directory()), None)


class Understands:
    """Understands that somebody wants a person, and where a canteen is wanted; nothing else."""

    available = True

    async def understand(self, turn: Turn) -> Understanding:
        if turn.text == ASKS:
            return Understanding(directive=Directive(do="hand_over", topic=Topic.HUMAN, confidence=1.0))
        if "饭堂" in turn.text:
            slots = {"district": "江海"}
            return Understanding(
                directive=Directive(do="find_canteen", topic=Topic.CANTEEN, slots=slots, confidence=1.0)
            )
        return Understanding(directive=Directive(do="search", topic=Topic.UNKNOWN, confidence=0.0))


@dataclass
class Signed:
    """Somebody's browser, signed in or not."""

    http: httpx.AsyncClient
    csrf: str = ""

    async def post(self, path: str, body: object = None, **headers: str) -> httpx.Response:
        sent = {"X-CSRF-Token": self.csrf} | headers
        return await self.http.post(f"/api/desk{path}", json=body, headers=sent)

    async def get(self, path: str, **query: str) -> httpx.Response:
        return await self.http.get(f"/api/desk{path}", params=query)

    async def login(self, name: str, password: str = PASSWORD) -> httpx.Response:
        response = await self.http.post("/api/desk/login", json={"name": name, "password": password})
        if response.status_code == 200:
            self.csrf = response.json()["csrf"]
        return response

    @property
    def token(self) -> str:
        return self.http.cookies.get(COOKIE, "")


@dataclass
class Office:
    """What routes and sockets find in the house, and ways to look behind it."""

    settings: Settings
    database: Database
    passwords: Passwords
    guard: Guard = field(default_factory=guard)
    knowledge: KnowledgeSearch = field(default_factory=shipped)
    wording: Wording = field(default_factory=Wording.load)
    url: str = ""

    def __post_init__(self) -> None:
        self.database.migrate()
        self.cases = Cases(self.database)
        self.messages = Messages(self.database)
        self.presence = Presence(self.database)
        self.store = ConversationStore(self.database, [self.cases])
        self.bus = MemoryBus()
        self.rates = Rates(6000)
        self.assistant = Assistant(
            guard=self.guard,
            understander=Understands(),
            knowledge=self.knowledge,
            wording=self.wording,
            store=self.store,
            today=self.today,
            standing=self.messages.standing,
            announce=self.bus.publish,
        )
        self.desk = Desk(self, self.passwords)  # type: ignore[arg-type]
        self.app = FastAPI()
        problems.install(self.app)
        self.app.include_router(routes.router)
        self.app.include_router(desk_socket.router)
        self.app.state.house, self.app.state.desk = self, self.desk

    def today(self) -> date:
        return date(2026, 11, 25)

    def hire(self, name: str, role: Role = Role.AGENT, display_name: str = "") -> None:
        self.desk.accounts.add(name, display_name or name, role, PASSWORD)

    def change(self, statement: Update) -> None:
        """Change rows behind the program's back."""
        with self.database.writing() as sql:
            sql.execute(statement)

    def browser(self, scheme: str = "http", address: str = "127.0.0.1") -> Signed:
        transport = httpx.ASGITransport(self.app, client=(address, 1234))
        return Signed(httpx.AsyncClient(transport=transport, base_url=f"{scheme}://desk.test"))

    async def signed_in(self, name: str) -> Signed:
        browser = self.browser()
        assert (await browser.login(name)).status_code == 200
        return browser

    async def says(self, text: str, session: str = "s", channel: Channel = Channel.KIOSK) -> Reply:
        return await self.assistant.answer(Turn(session_id=session, text=text, channel=channel, dialect=Dialect.YUE))

    async def case(self, text: str = ASKS, session: str = "s") -> Case:
        """A case of a person who says that."""
        await self.says(text, session)
        return next(case for case in self.cases.open() if case.session_id == session)

    @asynccontextmanager
    async def live(self) -> AsyncIterator[Self]:
        """Serve on a port while the block lasts."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{listener.getsockname()[1]}/ws/desk"
        config = uvicorn.Config(self.app, log_config=None, lifespan="off", timeout_graceful_shutdown=3)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        async with asyncio.timeout(10):
            while not server.started:  # noqa: ASYNC110 (uvicorn has no event for it)
                await asyncio.sleep(0.01)
        try:
            yield self
        finally:
            server.should_exit = True
            await serving

    @asynccontextmanager
    async def window(self, browser: Signed) -> AsyncIterator[Window]:
        """A window of the desk, connected."""
        cookie = {"Cookie": f"{COOKIE}={browser.token}"}
        async with connect(self.url, additional_headers=cookie, proxy=None) as connection:
            yield Window(connection)


@dataclass
class Window:
    """One socket of the desk, and what came over it."""

    connection: ClientConnection
    frames: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, kind: str, data: object) -> None:
        await self.connection.send(json.dumps({"type": kind, "data": data}))

    async def watch(self, case_id: int | None) -> None:
        """Watch a case, and know that it is watched."""
        await self.send("watch", {"case_id": case_id})
        await self.send("ping", {})
        await self.next("pong")

    async def next(
        self, kind: str, like: Callable[[Any], bool] = lambda _data: True, within_s: float = 5.0
    ) -> dict[str, Any]:
        """The data of the next frame of that kind for which ``like`` holds."""
        async with asyncio.timeout(within_s):
            while True:
                frame = json.loads(await self.connection.recv())
                self.frames.append(frame)
                if frame["type"] == kind and like(frame["data"]):
                    data: dict[str, Any] = frame["data"]
                    return data

    async def quiet(self, kind: str, for_s: float) -> bool:
        """Whether no frame of that kind comes for so long."""
        try:
            await self.next(kind, within_s=for_s)
        except TimeoutError:
            return True
        return False

    async def closed(self, within_s: float = 5.0) -> int | None:
        """The code it is closed with."""
        async with asyncio.timeout(within_s):
            await self.connection.wait_closed()
        return self.connection.close_code


def open_office(folder: Path, passwords: Passwords | None = None) -> Office:
    """An office with an empty database; passwords are hashed quickly unless told otherwise."""
    settings = Settings(home=folder, _env_file=None)  # type: ignore[call-arg]
    return Office(settings, Database(settings.conversations_url), passwords or Passwords(QUICK))
