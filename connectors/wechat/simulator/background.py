"""An event loop in a thread of its own, and what is under way in it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Generator
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_STOP_S = 10.0


class Pending(Generic[T]):
    """Something under way in the simulator's thread: ``.result()`` blocks for it, ``await`` waits for it."""

    def __init__(self, future: Future[T]) -> None:
        self._future = future

    def result(self, timeout: float = 30.0) -> T:
        """Wait at most that many seconds.

        Raises:
            TimeoutError: it is still under way.
        """
        return self._future.result(timeout)

    @property
    def done(self) -> bool:
        """Whether it is over."""
        return self._future.done()

    def __await__(self) -> Generator[Any, None, T]:
        return asyncio.wrap_future(self._future).__await__()


class Background:
    """Runs coroutines in its own thread. Once stopped it cannot be started again."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="wechat-simulator", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, T]) -> Pending[T]:
        """Run a coroutine there."""
        return Pending(asyncio.run_coroutine_threadsafe(work, self._loop))

    def stop(self) -> None:
        """Cancel what is under way and end the thread."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_STOP_S)
        elif not self._loop.is_closed():
            self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()
