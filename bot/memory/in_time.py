"""Waits for the database, but not for long: whoever speaks waits for an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from bot.memory.database import StoreError

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE_S = 3.0
"""Longest wait for one piece of work."""


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
