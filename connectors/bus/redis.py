"""The bus of several processes, over Redis."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import asdict

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.memory import Event
from connectors.bus.memory import MemoryBus

log = structlog.get_logger(__name__)

_CHANNEL = "qiaoban:events"
_RETRY_S = 1.0
_PUBLISH_S = 1.0
"""Longest wait for Redis to take what is published; then it counts as away."""


class RedisBus:
    """Publishes to Redis and hands on what comes from there.

    While Redis is away, events reach the listeners of this process only.

    Args:
        url: ``redis://host:port/database``.
    """

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(url, socket_connect_timeout=2.0, socket_timeout=None)
        self._here = MemoryBus()
        self._reader: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    async def open(self) -> None:
        """Begin to listen; waits a moment for Redis."""
        self._reader = asyncio.create_task(self._read(), name="redis-bus")
        with suppress(TimeoutError):
            await asyncio.wait_for(self._listening.wait(), 3.0)

    async def publish(self, events: Sequence[Event]) -> None:
        """Tell every process; this one alone when Redis is away."""
        left = deque(events)
        try:
            if not self._listening.is_set():
                raise RedisError("not listening")
            async with asyncio.timeout(_PUBLISH_S):
                while left:
                    await self._redis.publish(_CHANNEL, json.dumps(asdict(left[0])))
                    left.popleft()
        except (RedisError, OSError) as error:
            log.warning("bus_away", reason=type(error).__name__)
            await self._here.publish(left)

    def listen(self) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """Listen while the block lasts."""
        return self._here.listen()

    async def _read(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(_CHANNEL)
                    async for message in channel.listen():
                        if message["type"] == "subscribe":
                            self._listening.set()
                        elif message["type"] == "message":
                            self._take(message["data"])
            except (RedisError, OSError) as error:
                log.warning("bus_away", reason=type(error).__name__)
            self._listening.clear()
            await asyncio.sleep(_RETRY_S)

    def _take(self, data: bytes) -> None:
        try:
            self._here.hand_on(Event(**json.loads(data)))
        except (ValueError, TypeError):
            log.warning("bus_unreadable")

    async def aclose(self) -> None:
        """Stop listening."""
        if self._reader:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
        await self._redis.aclose()
