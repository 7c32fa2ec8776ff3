"""Tells the phone pages that something has changed. Used in the simulator's event loop only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

_ALIVE_S = 15.0


class Changes:
    """Who listens, and whether they may."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()
        self._open = True

    def tell(self) -> None:
        """Something has changed."""
        for listener in self._listeners:
            listener.set()

    def open(self) -> None:
        """Streams may run again."""
        self._open = True

    def close(self) -> None:
        """End every stream, so that the server can go down."""
        self._open = False
        self.tell()

    async def stream(self) -> AsyncIterator[str]:
        """Server-sent events: one at once and one after each change."""
        news = asyncio.Event()
        news.set()
        self._listeners.add(news)
        try:
            while self._open:
                yield await _next(news)
        finally:
            self._listeners.discard(news)


async def _next(news: asyncio.Event) -> str:
    try:
        async with asyncio.timeout(_ALIVE_S):
            await news.wait()
    except TimeoutError:
        return ": still here\n\n"
    news.clear()
    return "event: changed\ndata: {}\n\n"
