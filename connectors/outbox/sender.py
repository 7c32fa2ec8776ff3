"""Sends what is in the outbox: in order for each recipient, several recipients at once, again until it arrives."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import structlog

from bot.memory import StoreError
from connectors.outbox.store import Outbox, Parcel

log = structlog.get_logger(__name__)

_AT_ONCE = 16
_LOOK_S = 1.0
"""How often the outbox is looked into when nobody says that something was put in."""

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


class Sender:
    """Empties the outbox while it runs.

    A message counts as sent once ``deliver`` returns; a process that dies between the two sends it again.

    Args:
        outbox: where messages come from.
        deliver: sends one; raises `TryAgainError` or `GiveUpError`.
    """

    def __init__(self, outbox: Outbox, deliver: Deliver) -> None:
        self._outbox = outbox
        self._deliver = deliver
        self._more = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; call from the event loop."""
        self._loop = asyncio.create_task(self._run(), name="outbox-sender")

    def wake(self) -> None:
        """Something was put in."""
        self._more.set()

    async def aclose(self) -> None:
        """Send nothing new; wait a little for what is under way."""
        if self._loop:
            self._loop.cancel()
            with suppress(asyncio.CancelledError):
                await self._loop
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_LEAVE_S)

    async def _run(self) -> None:
        while True:
            self._more.clear()
            free = _AT_ONCE - len(self._under_way)
            try:
                parcels = await asyncio.to_thread(self._outbox.claim, free) if free else []
            except StoreError as error:
                log.error("outbox_unreadable", reason=str(error))
                parcels = []
            for parcel in parcels:
                task = asyncio.create_task(self._send(parcel))
                self._under_way.add(task)
                task.add_done_callback(self._done)
            if len(parcels) < free or not free:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._more.wait(), _LOOK_S)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._more.set()

    async def _send(self, parcel: Parcel) -> None:
        try:
            await self._attempt(parcel)
        except StoreError as error:  # its lease ends, then it is looked at again
            log.error("outbox_unwritable", reason=str(error))

    async def _attempt(self, parcel: Parcel) -> None:
        try:
            await self._deliver(parcel)
        except TryAgainError as error:
            if parcel.age < _GIVE_UP_AFTER:
                await asyncio.to_thread(self._outbox.later, parcel.id, str(error), _wait(parcel.attempts))
                return
            await self._bury(parcel, f"too old: {error}")
        except GiveUpError as error:
            await self._bury(parcel, str(error))
        except Exception as error:
            log.error("outbox_delivery_failed", exc_info=error)
            await asyncio.to_thread(self._outbox.later, parcel.id, type(error).__name__, _wait(parcel.attempts))
        else:
            await asyncio.to_thread(self._outbox.sent, parcel.id)

    async def _bury(self, parcel: Parcel, problem: str) -> None:
        log.error("outbox_message_dead", parcel=parcel.id, reason=problem)
        await asyncio.to_thread(self._outbox.dead, parcel.id, problem)


def _wait(attempts: int) -> timedelta:
    """Twice as long after each attempt, a little uneven so that many do not come back at once."""
    seconds = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2**attempts)
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311 (no secret)
