"""``WS /ws/desk``: the list of cases, and the case on the agent's screen, as they change."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import NoReturn

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import BaseModel

from bot.memory import Event, StoreError
from connectors.desk.dependencies import COOKIE
from connectors.desk.desk import Desk
from connectors.desk.frames import EntryData, QueueData, SuggestionsData, Watch, parse
from connectors.desk.roles import Right, has
from connectors.desk.signing_in import SignIn
from connectors.desk.view import entry, summaries
from connectors.desk.watching import WatchedCase
from connectors.house import House

router = APIRouter()
log = structlog.get_logger(__name__)

SIGNED_OUT = 4401
_COME_AGAIN = 1012
"""For a window whose browser has signed in anew: it connects again by itself, with the new cookie."""

_POLICY_VIOLATION = 1008
_TRY_LATER = 1013

_LOOK_S = 20.0
"""How often it is looked again although nothing was heard."""

_BREATH_S = 0.05
"""Between two looks, however much is heard."""

_SEEN_S = 15.0
_SEND_S = 10.0
"""A client that takes nothing for so long is given up."""

_MOST_SOCKETS = 500
_MOST_FRAMES = 60
_FRAMES_WITHIN_S = 10.0


@router.websocket("/ws/desk")
async def live(websocket: WebSocket) -> None:
    """Serve one window of an agent until it closes or the sign-in ends."""
    house: House = websocket.app.state.house
    desk: Desk = websocket.app.state.desk
    await websocket.accept()
    if desk.sockets >= _MOST_SOCKETS:
        await websocket.close(_TRY_LATER)
        return
    desk.sockets += 1
    try:
        await DeskSocket(websocket, house, desk).serve()
    finally:
        desk.sockets -= 1


class _OverError(Exception):
    """The socket is to be closed with that code; None when the client has closed it."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class DeskSocket:
    """One window of an agent."""

    def __init__(self, websocket: WebSocket, house: House, desk: Desk) -> None:
        self._websocket = websocket
        self._house = house
        self._desk = desk
        self._token = websocket.cookies.get(COOKIE, "")
        self._id = secrets.token_hex(16)
        self._known = False
        self._on_duty = False
        self._news = asyncio.Event()
        self._sending = asyncio.Lock()
        self._queue: QueueData | None = None
        self._watched: WatchedCase | None = None
        self._frames: deque[float] = deque(maxlen=_MOST_FRAMES)

    async def serve(self) -> None:
        """Tell what changes until it is over."""
        code: int | None = None
        try:
            async with self._house.bus.listen() as events:
                await self._seen()
                async with asyncio.TaskGroup() as tasks:
                    for work in (self._hear(events), self._tell(), self._stay(), self._take_frames()):
                        tasks.create_task(work)
        except* _OverError as over:
            code = next((e.code for e in over.exceptions if isinstance(e, _OverError)), None)
        except* (WebSocketDisconnect, StoreError) as errors:
            log.info("desk_socket_lost", reason=type(errors.exceptions[0]).__name__)
            code = _TRY_LATER
        finally:
            await asyncio.shield(self._leave())
        if code is not None:
            with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
                async with asyncio.timeout(_SEND_S):
                    await self._websocket.close(code)

    async def _hear(self, events: AsyncIterator[Event]) -> None:
        async for event in events:
            if event.kind != "outbox":
                self._news.set()

    async def _tell(self) -> None:
        """Send what has changed, as soon as something is heard and from time to time."""
        while True:
            self._news.clear()
            await self._signed_in()
            await self._tell_queue()
            await self._tell_case()
            await asyncio.sleep(_BREATH_S)
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_S):
                    await self._news.wait()

    async def _tell_queue(self) -> None:
        cases = await asyncio.to_thread(self._house.cases.open)
        queue = QueueData(cases=summaries(cases), on_duty=await asyncio.to_thread(self._house.presence.on_duty))
        if queue != self._queue:
            self._queue = queue
            await self._send("queue", queue)

    async def _tell_case(self) -> None:
        watched = self._watched
        if watched is None:
            return
        fresh = await asyncio.to_thread(watched.fresh)
        for line in fresh:
            if self._watched is watched:
                await self._send("entry", EntryData(case_id=watched.case_id, entry=entry(line)))
        found = await asyncio.to_thread(watched.suggestions, fresh) if fresh else None
        if found and self._watched is watched:
            await self._send("suggestions", SuggestionsData(case_id=watched.case_id, **dict(found)))

    async def _stay(self) -> None:
        while True:
            await asyncio.sleep(_SEEN_S)
            await self._seen()

    async def _take_frames(self) -> NoReturn:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                raise _OverError(None)
            self._count_frame()
            await self._signed_in()
            frame = parse(message.get("text"))
            if isinstance(frame, Watch):
                await self._watch(frame.data.case_id)
            elif frame is not None:
                await self._send("pong", None)

    async def _watch(self, case_id: int | None) -> None:
        self._watched = None
        if case_id is None:
            return
        watched = WatchedCase(self._house, self._desk, case_id)
        await asyncio.to_thread(watched.fresh)
        self._watched = watched
        self._news.set()

    def _count_frame(self) -> None:
        now = time.monotonic()
        if len(self._frames) == _MOST_FRAMES and now - self._frames[0] < _FRAMES_WITHIN_S:
            raise _OverError(_POLICY_VIOLATION)
        self._frames.append(now)

    async def _signed_in(self) -> SignIn:
        found = await asyncio.to_thread(self._desk.sign_ins.find, self._token)
        if found is None:
            replaced = self._known and await asyncio.to_thread(self._desk.sign_ins.replaced, self._token)
            raise _OverError(_COME_AGAIN if replaced else SIGNED_OUT)
        self._known = True
        return found

    async def _seen(self) -> None:
        """Be on duty while this is open, if the agent may take cases."""
        account = (await self._signed_in()).account
        serves = has(account.role, Right.SERVE)
        if serves:
            await asyncio.to_thread(self._house.presence.seen, self._id, account.name)
        elif self._on_duty:
            await asyncio.to_thread(self._house.presence.left, self._id)
        if serves != self._on_duty:
            self._on_duty = serves
            await self._house.bus.publish([Event("case")])

    async def _leave(self) -> None:
        if not self._on_duty:
            return
        try:
            await asyncio.to_thread(self._house.presence.left, self._id)
        except StoreError as error:  # it counts as gone by itself, a little later
            log.error("desk_presence_kept", reason=str(error))
        await self._house.bus.publish([Event("case")])

    async def _send(self, kind: str, data: BaseModel | None) -> None:
        frame = {"type": kind, "data": data.model_dump(mode="json") if data else {}}
        try:
            async with asyncio.timeout(_SEND_S), self._sending:
                await self._websocket.send_json(frame)
        except TimeoutError as error:
            raise _OverError(_TRY_LATER) from error
