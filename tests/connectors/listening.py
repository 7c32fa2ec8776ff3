"""Listening on a bus, with an end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from bot.memory import Event
from connectors.bus import LOOK_AGAIN, Bus

CASE = Event("case", "s", 7)
TURN = Event("turn", "一个会话", 7, "t1")
SENT = Event("outbox")


@asynccontextmanager
async def opened(*buses: Bus) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for bus in buses:
            stack.push_async_callback(bus.aclose)
            await bus.open()
        yield


async def heard(events: AsyncIterator[Event], number: int, within_s: float = 5.0) -> list[Event]:
    """The next ``number`` events."""
    async with asyncio.timeout(within_s):
        return [await anext(events) for _ in range(number)]


async def nothing_heard(events: AsyncIterator[Event]) -> bool:
    try:
        await heard(events, 1, within_s=0.2)
    except TimeoutError:
        return True
    return False


async def until_heard(bus: Bus, told: Event, events: AsyncIterator[Event]) -> None:
    """Publish again and again until it is heard there; others may be heard before."""

    async def again_and_again() -> None:
        while True:
            await bus.publish([told])
            await asyncio.sleep(0.1)

    publishing = asyncio.create_task(again_and_again())
    async with asyncio.timeout(20):
        while await anext(events) != told:
            pass
    publishing.cancel()


async def until_told_to_look(events: AsyncIterator[Event], within_s: float) -> None:
    async with asyncio.timeout(within_s):
        while await anext(events) != LOOK_AGAIN:
            pass


async def published(bus: Bus, events: Sequence[Event]) -> float:
    """How many seconds it took to publish."""
    began = time.monotonic()
    await bus.publish(events)
    return time.monotonic() - began
