"""Blocking work has threads of its own: some that hang hold up neither the rest nor the end."""

from __future__ import annotations

import asyncio
import threading
import time

from connectors.threads import Threads
from tests.conftest import finished


def here() -> str:
    return threading.current_thread().name


def test_work_that_hangs_leaves_threads_for_the_rest() -> None:
    over = threading.Event()

    async def scenario() -> None:
        threads = Threads()
        threads.start()
        hanging = [asyncio.create_task(asyncio.to_thread(over.wait, 20)) for _ in range(25)]
        await asyncio.sleep(0.1)
        async with asyncio.timeout(2):
            assert (await asyncio.to_thread(here)).startswith("house")
        over.set()
        await asyncio.gather(*hanging)
        threads.close()

    finished(scenario())


def test_the_end_does_not_wait_for_work_that_hangs() -> None:
    over = threading.Event()

    async def scenario() -> None:
        threads = Threads()
        threads.start()
        hanging = asyncio.create_task(asyncio.to_thread(over.wait, 20))
        await asyncio.sleep(0.1)
        threads.close()
        assert not (await asyncio.to_thread(here)).startswith("house")
        hanging.cancel()

    began = time.monotonic()
    finished(scenario())
    took = time.monotonic() - began
    over.set()
    assert took < 5


def test_what_was_never_started_can_be_closed() -> None:
    async def scenario() -> str:
        Threads().close()
        return await asyncio.to_thread(here)

    assert finished(scenario())
