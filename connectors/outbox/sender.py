"""Sends what is in the outbox: in order for each recipient, several recipients at once, again until it arrives."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog

from bot.memory import Event, StoreError
from connectors.outbox.store import LEASE, Outbox, Parcel, Undelivered

log = structlog.get_logger(__name__)

_AT_ONCE = 16
_LOOK_S = 1.0
"""How often the outbox is looked into when nobody says that something was put in."""

_ATTEMPT_S = LEASE.total_seconds() / 2
"""Longest attempt; the rest of the lease is for writing down how it ended."""

_FIRST_WAIT_S = 1.0
_LONGEST_WAIT_S = 300.0
_GIVE_UP_AFTER = timedelta(hours=48)
"""The platform takes a message to a person until 48 hours after the person last wrote."""

_LEAVE_S = 5.0


class TryAgainError(Exception):
    """It did not arrive, but it may the next time. The message says why, without anything private."""


class GiveUpError(Exception):
    """It can never arrive. The message says why, without anything private."""


Deliver = Callable[[Parcel], Awaitable[None]]
Announce = Callable[[Sequence[Event]], Awaitable[None]]


class Sender:
    """Empties the outbox while it runs.

    A message counts as sent once ``deliver`` returns; a process that dies between the two, or an attempt that is given
    up because it takes too long, sends it again.

    Args:
        outbox: where messages come from.
        deliver: sends one; raises `TryAgainError` or `GiveUpError`.
        undelivered: notes that one was given up, in the transaction in which that is written.
        announce: tells what ``undelivered`` gave, once it is committed.
    """

    def __init__(
        self,
        outbox: Outbox,
        deliver: Deliver,
        *,
        undelivered: Undelivered | None = None,
        announce: Announce | None = None,
    ) -> None:
        self._outbox = outbox
        self._deliver = deliver
        self._undelivered = undelivered
        self._announce = announce
        self._more = asyncio.Event()
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; call from the event loop."""
        self._loop = asyncio.create_task(self._run(), name="outbox-sender")

    def wake(self) -> None:
        """Something was put in."""
        self._more.set()

    async def aclose(self) -> None:
        """Send nothing new; wait a little for what is under way, and end what takes longer."""
        if self._loop:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        under_way = set(self._under_way.values())
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=_LEAVE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._more.clear()
            try:
                more = await self._begin()
            except StoreError as error:
                log.error("outbox_unreadable", reason=str(error))
                more = False
            except Exception as error:
                log.error("outbox_sender_failed", exc_info=error)
                more = False
            if not more:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_S):  # unlike `wait_for`, never misses that it is to end
                        await self._more.wait()

    async def _begin(self) -> bool:
        """Begin to send what is due; whether more of it may be there and could be begun too."""
        free = _AT_ONCE - len(self._under_way)
        if not free:
            return False
        parcels = await asyncio.to_thread(self._outbox.claim, free)
        for parcel in parcels:
            if parcel.id not in self._under_way:
                task = asyncio.create_task(self._send(parcel), name="outbox-parcel")
                self._under_way[parcel.id] = task
                task.add_done_callback(partial(self._done, parcel.id))
        return len(parcels) == free

    def _done(self, parcel_id: int, _task: asyncio.Task[None]) -> None:
        self._under_way.pop(parcel_id, None)
        self._more.set()

    async def _send(self, parcel: Parcel) -> None:
        try:
            await self._attempt(parcel)
        except StoreError as error:  # its lease ends, then it is looked at again
            log.error("outbox_unwritable", reason=str(error))
        except Exception as error:
            log.error("outbox_unwritable", exc_info=error)

    async def _attempt(self, parcel: Parcel) -> None:
        try:
            async with asyncio.timeout(_ATTEMPT_S):
                await self._deliver(parcel)
        except TryAgainError as error:
            await self._later(parcel, str(error))
        except GiveUpError as error:
            await self._bury(parcel, str(error))
        except TimeoutError:
            await self._later(parcel, "it takes too long")
        except Exception as error:
            log.error("outbox_delivery_failed", exc_info=error)
            await self._later(parcel, type(error).__name__)
        else:
            await asyncio.to_thread(self._outbox.sent, parcel.id)

    async def _later(self, parcel: Parcel, problem: str) -> None:
        if parcel.age < _GIVE_UP_AFTER:
            await asyncio.to_thread(self._outbox.later, parcel.id, problem, _wait(parcel.attempts))
        else:
            await self._bury(parcel, f"too old: {problem}")

    async def _bury(self, parcel: Parcel, problem: str) -> None:
        log.error("outbox_message_dead", parcel=parcel.id, reason=problem)
        try:
            events = await asyncio.to_thread(self._outbox.dead, parcel, problem, self._undelivered)
        except StoreError:
            raise
        except Exception as error:  # what comes after it for the same recipient must not wait for ever
            log.error("outbox_death_not_noted", parcel=parcel.id, exc_info=error)
            events = await asyncio.to_thread(self._outbox.dead, parcel, problem)
        if events and self._announce:
            await self._announce(events)


def _wait(attempts: int) -> timedelta:
    """Twice as long after each attempt, a little uneven so that many do not come back at once."""
    seconds = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** min(attempts, 30))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311 (no secret)
