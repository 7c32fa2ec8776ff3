"""The threads that conversations wait in for the database."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

_THREADS = 32
"""asyncio itself takes six on a small machine: a few queries that hang would hold up everything else."""


class Threads:
    """What `asyncio.to_thread` runs in, from `start` to `close`; call both from the event loop."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None

    def start(self) -> None:
        """Take them from now on."""
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="house")
        asyncio.get_running_loop().set_default_executor(self._pool)

    def close(self) -> None:
        """Let them go without waiting for one that hangs; nor does the event loop wait for it when it ends."""
        if self._pool is None:
            return
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1, thread_name_prefix="closing"))
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None
