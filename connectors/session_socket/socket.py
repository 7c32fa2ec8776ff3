"""``WS /ws/session``: what an agent writes, and whether one is there, as it happens."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated

import structlog
from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect
from pydantic import BaseModel

from bot.handover import AgentMessage, Standing
from bot.memory import Event, StoreError
from bot.turn import Dialect
from connectors.bus import LOOK_AGAIN
from connectors.house import House
from connectors.http.routes.chat import SessionId
from connectors.session_socket.standing import StandingView, view

router = APIRouter()
log = structlog.get_logger(__name__)

_LOOK_S = 10.0
"""How often it is looked again although nothing was heard."""

_SPREAD_S = 1.0
"""All look again at once when the bus says so; they come one after the other within that time."""

_SEND_S = 10.0
_MOST_SOCKETS = 2000
_TRY_LATER = 1013

_GONE = (WebSocketDisconnect, TimeoutError, RuntimeError)
"""How it shows that a client has left or takes nothing."""

HIGHEST_SEQUENCE = 2**31 - 1
"""The highest sequence that a message can have."""


class MessageView(BaseModel):
    """One message of an agent. ``dialect`` is the voice to say it in."""

    sequence: int
    at: str
    name: str
    text: str
    dialect: Dialect


def message_view(message: AgentMessage, dialect: Dialect) -> MessageView:
    """A message as clients get it."""
    return MessageView(
        sequence=message.sequence,
        at=message.at.isoformat(),
        name=message.agent.display_name,
        text=message.text,
        dialect=dialect,
    )


@router.websocket("/ws/session")
async def live(
    websocket: WebSocket,
    session_id: Annotated[SessionId, Query()],
    after: Annotated[int, Query(ge=0, le=HIGHEST_SEQUENCE)] = 0,
) -> None:
    """Serve one client until it leaves."""
    house: House = websocket.app.state.house
    await websocket.accept()
    if house.watchers >= _MOST_SOCKETS:
        await websocket.close(_TRY_LATER)
        return
    house.watchers += 1
    try:
        await _serve(LiveSession(websocket, house, session_id, after))
    finally:
        house.watchers -= 1


async def _serve(session: LiveSession) -> None:
    """Until the client leaves or the server ends.

    Raises:
        Exception: what ended it beside that; nothing of it goes on.
    """
    sending = asyncio.create_task(session.send_changes(), name="live-session")
    leaving = asyncio.create_task(session.until_it_leaves(), name="live-session-leaving")
    try:
        await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        sending.cancel()
        leaving.cancel()
        ends = await asyncio.gather(sending, leaving, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception) and not isinstance(end, _GONE):
            raise end


class LiveSession:
    """One client that follows its session."""

    def __init__(self, websocket: WebSocket, house: House, session_id: str, after: int) -> None:
        self._websocket = websocket
        self._house = house
        self._session_id = session_id
        self._after = after
        self._standing: Standing | None = None

    async def send_changes(self) -> None:
        """Send what is there, then what comes."""
        async with self._house.bus.listen() as events:
            while True:
                try:
                    await self._send_news()
                except StoreError as error:
                    log.error("live_session_unreadable", reason=str(error))
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_S):
                        await self._concerned(events)

    async def until_it_leaves(self) -> None:
        """Take and drop whatever the client sends."""
        while (await self._websocket.receive())["type"] != "websocket.disconnect":
            pass

    async def _concerned(self, events: AsyncIterator[Event]) -> None:
        """Wait for an event that may matter to this session: its own, or one of the queue before it."""
        async for event in events:
            if event == LOOK_AGAIN:
                await asyncio.sleep(random.uniform(0.0, _SPREAD_S))  # noqa: S311 (no secret)
                return
            waits = self._standing is not None and self._standing.state != "none"
            if event.session_id == self._session_id or (waits and event.kind == "case"):
                return

    async def _send_news(self) -> None:
        standing = await asyncio.to_thread(self._house.messages.standing, self._session_id)
        dialect = await dialect_of(self._house, self._session_id)
        messages = await asyncio.to_thread(self._house.messages.since, self._session_id, self._after)
        joined = standing != self._standing and standing.state == "held"
        if joined:
            await self._send_standing(standing, dialect)
        for message in messages:
            self._after = message.sequence
            await self._send("message", message_view(message, dialect))
        if standing != self._standing:
            await self._send_standing(standing, dialect)

    async def _send_standing(self, standing: Standing, dialect: Dialect) -> None:
        before, self._standing = self._standing, standing
        await self._send("state", view(standing, before, self._house.wording, dialect))

    async def _send(self, kind: str, data: BaseModel) -> None:
        frame = {"type": kind, "data": data.model_dump(mode="json")}
        async with asyncio.timeout(_SEND_S):
            await self._websocket.send_json(frame)


async def dialect_of(house: House, session_id: str) -> Dialect:
    """The dialect a person is spoken to in."""
    session = await asyncio.to_thread(house.store.load, session_id)
    return session.dialect or house.settings.default_dialect


__all__ = ["LiveSession", "MessageView", "StandingView", "dialect_of", "message_view", "router"]
