"""Waits for the database: not for long where somebody waits for an answer, longer where nobody does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    retry_if_not_exception_type,
    stop_after_delay,
    wait_random_exponential,
)

from bot.memory.database import StoreError, TwiceError

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE_S = 3.0
"""Longest wait for one piece of work."""

_LONGEST_S = 600.0
_LONGEST_PAUSE_S = 10.0


async def in_time(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What blocking work on the database gives; it is done in a thread of its own.

    Raises:
        StoreError: it failed, or was not done in time. Then it may still be done later.
    """
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await asyncio.to_thread(work, *args, **kwargs)
    except TimeoutError as error:
        raise StoreError("the database does not answer in time") from error


async def in_the_end(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """As `in_time`, but again and again until the database is there, for ten minutes.

    Raises:
        TwiceError: it is done already, perhaps by an attempt that was not waited for.
        StoreError: the database was away too long.
    """
    attempts = AsyncRetrying(
        retry=retry_if_exception_type(StoreError) & retry_if_not_exception_type(TwiceError),
        wait=wait_random_exponential(max=_LONGEST_PAUSE_S),
        stop=stop_after_delay(_LONGEST_S),
        reraise=True,
    )
    return await attempts(in_time, work, *args, **kwargs)
