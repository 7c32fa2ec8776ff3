"""The bus of several processes, over Redis."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import asdict

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.memory import Event
from connectors.bus.memory import MemoryBus
from connectors.bus.protocol import LOOK_AGAIN

log = structlog.get_logger(__name__)

_CHANNEL = "qiaoban:events"
_OPEN_S = 3.0
_RETRY_S = 1.0
_ANSWER_S = 2.0
"""Longest wait for Redis to answer while we connect."""

_QUIET_S = 2.0
"""Nothing was heard for so long: Redis is asked whether it is there. It is away after as long again."""

_PUBLISH_S = 1.0
"""Longest wait for Redis to take what is published; then it counts as away."""


class RedisBus:
    """Hands events to the listeners of this process at once, and to those of others over Redis.

    While Redis is away, events reach this process only; when it is back, everybody who missed some looks again.

    Args:
        url: ``redis://host:port/database``.
    """

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(
            url,
            socket_connect_timeout=_ANSWER_S,
            socket_timeout=_ANSWER_S,
            socket_keepalive=True,
            retry=Retry(NoBackoff(), 0),
        )
        self._name = secrets.token_hex(8)
        self._here = MemoryBus()
        self._reader: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()
        self._away = False
        self._untold = False

    async def open(self) -> None:
        """Begin to listen; waits a moment for Redis."""
        self._reader = asyncio.create_task(self._read(), name="redis-bus")
        with suppress(TimeoutError):
            async with asyncio.timeout(_OPEN_S):
                await self._listening.wait()

    async def publish(self, events: Sequence[Event]) -> None:
        """Tell every process; this one alone when Redis is away."""
        await self._here.publish(events)
        if not self._listening.is_set():
            self._untold = True
            return
        try:
            async with asyncio.timeout(_PUBLISH_S):
                for event in events:
                    await self._redis.publish(_CHANNEL, json.dumps({"by": self._name, "event": asdict(event)}))
        except (RedisError, OSError) as error:
            self._untold = True
            self._lost(error)

    def listen(self) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """Listen while the block lasts."""
        return self._here.listen()

    async def _read(self) -> None:
        """Hear what others tell, again and again: a connection lasts until it or publishing fails."""
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await self._subscribe(channel)
                    await self._catch_up()
                    await self._hear(channel)
            except Exception as error:
                self._lost(error)
            await asyncio.sleep(_RETRY_S)

    async def _subscribe(self, channel: PubSub) -> None:
        await channel.subscribe(_CHANNEL)
        confirmed = await channel.get_message(timeout=_ANSWER_S)
        if not confirmed or confirmed["type"] != "subscribe":
            raise RedisError("not subscribed")
        self._listening.set()

    async def _catch_up(self) -> None:
        """Make up for what was not heard, and for what others were not told, while Redis was away."""
        if self._untold:
            self._untold = False
            await self.publish([LOOK_AGAIN])
        elif self._away:
            self._here.hand_on(LOOK_AGAIN)
        if self._away and self._listening.is_set():
            self._away = False
            log.info("bus_back")

    async def _hear(self, channel: PubSub) -> None:
        asked = False
        while self._listening.is_set():
            message = await channel.get_message(timeout=_QUIET_S)
            if message is not None:
                asked = False
                if message["type"] == "message":
                    self._take(message["data"])
            elif asked:
                raise RedisError("silent")
            else:
                asked = True
                await channel.ping()

    def _take(self, data: bytes) -> None:
        try:
            told = json.loads(data)
            by, event = told["by"], Event(**told["event"])
        except (ValueError, TypeError, KeyError):
            log.warning("bus_unreadable")
            return
        if by != self._name:
            self._here.hand_on(event)

    def _lost(self, error: Exception) -> None:
        """Redis is away; it is said once."""
        self._listening.clear()
        if not self._away:
            self._away = True
            log.warning("bus_away", reason=type(error).__name__)

    async def aclose(self) -> None:
        """Stop listening."""
        if self._reader:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
        await self._redis.aclose()
