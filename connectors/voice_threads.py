"""The threads that speech work runs in, so that conversations never wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_THREADS = 4
"""For speech and recognition; more only wait for the same two engines."""

_QUEUE = 32
"""Pieces of speech work at once, running and waiting; one more is refused rather than kept waiting too long."""


class VoiceBusyError(Exception):
    """Too many speak and listen at once; try again in some seconds."""


class VoiceThreads:
    """Runs blocking speech work beside, no more than can be done in good time."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="voice")
        self._work = 0

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """What ``work`` gives.

        Raises:
            VoiceBusyError: too much is waiting already.
        """
        if self._work >= _QUEUE:
            raise VoiceBusyError
        self._work += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self._work -= 1

    def close(self) -> None:
        """Begin nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
