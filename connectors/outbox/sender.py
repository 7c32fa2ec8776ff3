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
_LONGEST_WAIT_S = 30.0
"""Whatever comes for the same recipient waits as well, and an alert may be among it."""

_GIVE_UP_AFTER = timedelta(hours=48)
"""The platform takes a message to a person until 48 hours after the person last wrote."""

_LEAVE_S = 5.0
"""How long what is under way may still take when the sender ends."""


class TryAgainError(Exception):
    """It did not arrive, but it may the next time. The message says why, without anything private."""


class GiveUpError(Exception):
    """It can never arrive. The message says why, without anything private."""


Deliver = Callable[[Parcel], Awaitable[None]]
Announce = Callable[[Sequence[Event]], Awaitable[None]]


class Sender:
    """Empties the outbox while it runs.

    A message counts as sent once ``deliver`` returns; it is sent again where a process dies between the two, or an
    attempt is given up because it takes too long or the sender ends.

    Args:
        outbox: where messages come from.
        deliver: sends one; raises `TryAgainError` or `GiveUpError`.
        undelivered: notes that one is late or was given up, in the transaction in which that is written.
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
        self._unsent: dict[int, Parcel] = {}
        """What is claimed and has not been delivered, under the newest lease."""
        self._ended: set[int] = set()
        """What was tried, and may be claimed once more before it is written down how that ended."""
        self._loop: asyncio.Task[None] | None = None
        self._leaving = False

    def start(self) -> None:
        """Begin; call from the event loop."""
        self._leaving = False
        self._loop = asyncio.create_task(self._run(), name="outbox-sender")

    def wake(self) -> None:
        """Something was put in."""
        self._more.set()

    async def aclose(self) -> None:
        """Send nothing new; wait a little for what is under way, end what takes longer; give back what is unsent."""
        self._leaving = True
        self._more.set()
        tasks = {*self._under_way.values(), *([self._loop] if self._loop else ())}
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_LEAVE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self._give_back()

    async def _give_back(self) -> None:
        unsent = list(self._unsent.values())
        self._unsent.clear()
        if not unsent:
            return
        try:
            async with asyncio.timeout(_LEAVE_S):
                await asyncio.to_thread(self._outbox.give_back, unsent)
        except Exception as error:  # their leases end
            log.error("outbox_not_given_back", exc_info=error)

    async def _run(self) -> None:
        while not self._leaving:
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
                    async with asyncio.timeout(_LOOK_S):
                        await self._more.wait()

    async def _begin(self) -> bool:
        """Begin to send what is due; whether more of it may be there and could be begun too."""
        free = _AT_ONCE - len(self._under_way)
        if not free:
            return False
        self._ended.intersection_update(self._under_way)
        parcels = await asyncio.to_thread(self._outbox.claim, free)
        over = [parcel for parcel in parcels if parcel.id in self._ended]
        to_send = [parcel for parcel in parcels if parcel.id not in self._ended]
        self._unsent.update((parcel.id, parcel) for parcel in to_send)
        if not self._leaving:
            for parcel in to_send:
                self._begin_one(parcel)
        if over:
            await asyncio.to_thread(self._outbox.give_back, over)
        return len(to_send) == free

    def _begin_one(self, parcel: Parcel) -> None:
        if parcel.id not in self._under_way:
            task = asyncio.create_task(self._send(parcel), name="outbox-parcel")
            self._under_way[parcel.id] = task
            task.add_done_callback(partial(self._done, parcel.id))

    def _done(self, parcel_id: int, _task: asyncio.Task[None]) -> None:
        self._under_way.pop(parcel_id, None)
        self._more.set()

    async def _send(self, parcel: Parcel) -> None:
        failure = await self._attempt(parcel)
        claimed = self._unsent.pop(parcel.id, parcel)
        self._ended.add(parcel.id)
        try:
            await self._write_down(claimed, failure)
        except StoreError as error:  # its lease ends, then it is looked at again
            log.error("outbox_unwritable", reason=str(error))
        except Exception as error:
            log.error("outbox_unwritable", exc_info=error)

    async def _attempt(self, parcel: Parcel) -> TryAgainError | GiveUpError | None:
        try:
            async with asyncio.timeout(_ATTEMPT_S):
                await self._deliver(parcel)
        except (TryAgainError, GiveUpError) as error:
            return error
        except TimeoutError:
            return TryAgainError("it takes too long")
        except Exception as error:
            log.error("outbox_delivery_failed", exc_info=error)
            return TryAgainError(type(error).__name__)
        return None

    async def _write_down(self, parcel: Parcel, failure: TryAgainError | GiveUpError | None) -> None:
        if failure is None:
            await asyncio.to_thread(self._outbox.sent, parcel.id)
        elif isinstance(failure, TryAgainError) and parcel.age < _GIVE_UP_AFTER:
            await self._note(parcel, partial(self._outbox.later, parcel, str(failure), _wait(parcel.attempts)))
        else:
            problem = f"too old: {failure}" if isinstance(failure, TryAgainError) else str(failure)
            log.error("outbox_message_dead", parcel=parcel.id, reason=problem)
            await self._note(parcel, partial(self._outbox.dead, parcel, problem))

    async def _note(self, parcel: Parcel, write: Callable[[Undelivered | None], Sequence[Event]]) -> None:
        """Write it down together with what is noted of it; without, where that cannot be noted."""
        try:
            events = await asyncio.to_thread(write, self._undelivered)
        except StoreError:
            raise
        except Exception as error:  # what comes after it for the same recipient must not wait for ever
            log.error("outbox_trouble_not_noted", parcel=parcel.id, exc_info=error)
            events = await asyncio.to_thread(write, None)
        if events and self._announce:
            await self._announce(events)


def _wait(attempts: int) -> timedelta:
    """Twice as long after each attempt, a little uneven so that many do not come back at once."""
    seconds = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** min(attempts, 30))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311 (no secret)
