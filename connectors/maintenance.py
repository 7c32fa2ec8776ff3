"""What has to be done from time to time: old conversations go, cases nobody looks after are put right."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from connectors.desk.signing_in import SignIns
from connectors.http import metrics

if TYPE_CHECKING:
    from connectors.house import House

log = structlog.get_logger(__name__)

_SWEEP_S = 15.0
_DAY_S = 24 * 3600.0
_AGENT_ABSENT = timedelta(seconds=90)
_CASE_QUIET = timedelta(hours=24)
_SENT_KEPT = timedelta(days=1)


class Maintenance:
    """Runs beside the service until it is closed."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin; call from the event loop."""
        desks_are_back_s = _AGENT_ABSENT.total_seconds()  # after a restart, before anybody counts as gone
        for name, work, first_s, every_s in (
            ("sweep", self._sweep, desks_are_back_s, _SWEEP_S),
            ("daily", self._daily, 0.0, _DAY_S),
        ):
            self._tasks.append(
                asyncio.create_task(self._repeat(name, work, first_s, every_s), name=f"maintenance-{name}")
            )

    async def aclose(self) -> None:
        """End."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _repeat(self, name: str, work: Callable[[], Awaitable[None]], first_s: float, every_s: float) -> None:
        await asyncio.sleep(first_s)
        while True:
            try:
                await work()
            except Exception as error:  # the next time it may go well
                log.error("maintenance_failed", work=name, exc_info=error)
            await asyncio.sleep(every_s)

    async def _sweep(self) -> None:
        events = await asyncio.to_thread(self._house.cases.sweep, absent=_AGENT_ABSENT, quiet=_CASE_QUIET)
        if events:
            await self._house.bus.publish(events)
        await asyncio.to_thread(self._house.presence.clear)
        await asyncio.to_thread(self._house.family.clear)
        for state, number in (await asyncio.to_thread(self._house.cases.counts)).items():
            metrics.CASES.labels(state).set(number)
        metrics.AGENTS.set(await asyncio.to_thread(self._house.presence.on_duty))
        metrics.OUTBOX.set(await asyncio.to_thread(self._house.outbox.waiting))

    async def _daily(self) -> None:
        await asyncio.to_thread(self._house.outbox.forget_before, datetime.now(UTC) - _SENT_KEPT)
        await asyncio.to_thread(SignIns(self._house.database).clear)
        days = self._house.settings.keep_days
        if not days:
            return
        before = datetime.now(UTC) - timedelta(days=days)
        gone = await asyncio.to_thread(self._house.store.forget_before, before)
        if self._house.inbox:
            await asyncio.to_thread(self._house.inbox.forget_people_before, before)
        log.info("old_conversations_deleted", sessions=gone)
