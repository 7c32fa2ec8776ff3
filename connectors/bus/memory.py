"""The bus of a single process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Self

import structlog

from bot.memory import Event

log = structlog.get_logger(__name__)

_QUEUE = 1000
"""Events that wait for one listener; a slower one misses the oldest."""


class MemoryBus:
    """Hands events to the listeners of this process."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Event]] = set()

    async def open(self) -> None:
        """Nothing is needed."""

    async def publish(self, events: Sequence[Event]) -> None:
        """Hand the events to everybody who listens."""
        for event in events:
            self.hand_on(event)

    def hand_on(self, event: Event) -> None:
        """Hand one event to everybody who listens, dropping the oldest of a slow listener."""
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
                log.warning("bus_listener_slow")
            queue.put_nowait(event)

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[AsyncIterator[Event]]:
        """Listen while the block lasts."""
        queue: asyncio.Queue[Event] = asyncio.Queue(_QUEUE)
        self._listeners.add(queue)
        try:
            yield _Items(queue)
        finally:
            self._listeners.discard(queue)

    async def aclose(self) -> None:
        """Nothing is left."""


class _Items:
    """What is in a queue, one by one; waiting for the next may be given up and begun again."""

    def __init__(self, queue: asyncio.Queue[Event]) -> None:
        self._queue = queue

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        return await self._queue.get()
