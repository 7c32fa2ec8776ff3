"""What has to be done from time to time goes on whatever happens, and ends when it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update

import connectors.maintenance
from bot.family import FamilyLinks
from bot.handover import Cases, Messages, Presence
from bot.memory import ConversationStore, Database
from bot.memory.tables import CaseRow, FamilyCodeRow
from bot.turn import Channel
from connectors.bus.memory import MemoryBus
from connectors.maintenance import Maintenance
from connectors.outbox import Outbox
from tests.bot.handing_over import Desk
from tests.conftest import finished


@pytest.fixture
def desk(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(connectors.maintenance, "_SWEEP_S", 0.05)
    monkeypatch.setattr(connectors.maintenance, "_DAY_S", 0.05)
    monkeypatch.setattr(connectors.maintenance, "_AGENT_ABSENT", timedelta(seconds=0.05))
    database = Database(database_url)
    yield Desk(database)
    database.close()


def house(desk: Desk) -> Any:
    return SimpleNamespace(
        cases=Cases(desk.database),
        presence=Presence(desk.database),
        messages=Messages(desk.database),
        outbox=Outbox(desk.database),
        family=FamilyLinks(desk.database, lambda *_: None),
        store=ConversationStore(desk.database),
        database=desk.database,
        bus=MemoryBus(),
        inbox=None,
        settings=SimpleNamespace(keep_days=30),
    )


def test_a_failure_of_any_kind_does_not_end_it(desk: Desk) -> None:
    desk.says("s")
    desk.ago(CaseRow, "last_at", timedelta(hours=25))
    here = house(desk)
    sweep, forget_before, failures = here.cases.sweep, here.outbox.forget_before, []

    def fails_at_first(work: Any) -> Any:
        def tried(*arguments: Any, **named: Any) -> Any:
            if failures.count(work) < 2:
                failures.append(work)
                raise ValueError("an odd row")
            return work(*arguments, **named)

        return tried

    here.cases.sweep, here.outbox.forget_before = fails_at_first(sweep), fails_at_first(forget_before)

    async def story() -> None:
        maintenance = Maintenance(here)
        maintenance.start()
        async with asyncio.timeout(20):
            while desk.cases.open():  # noqa: ASYNC110 (the database has no event for it)
                await asyncio.sleep(0.05)
        await maintenance.aclose()
        assert all(task.done() for task in maintenance._tasks)

    finished(story())
    assert failures.count(sweep) == failures.count(forget_before) == 2


def test_codes_that_are_too_old_go(desk: Desk) -> None:
    here = house(desk)
    here.family.new_code("s", "我同意", Channel.KIOSK)
    with desk.database.writing() as sql:
        sql.execute(update(FamilyCodeRow).values(expires_at=datetime.now(UTC)))

    def codes() -> int:
        with desk.database.reading() as sql:
            return len(sql.scalars(select(FamilyCodeRow)).all())

    async def story() -> None:
        maintenance = Maintenance(here)
        maintenance.start()
        async with asyncio.timeout(20):
            while codes():  # noqa: ASYNC110 (the database has no event for it)
                await asyncio.sleep(0.05)
        await maintenance.aclose()

    finished(story())


def test_it_ends_even_when_a_part_of_it_broke(desk: Desk) -> None:
    async def story() -> None:
        maintenance = Maintenance(house(desk))
        maintenance.start()
        broken = asyncio.create_task(asyncio.sleep(0))
        broken.cancel()

        async def breaks() -> None:
            raise RuntimeError

        maintenance._tasks[:0] = [asyncio.create_task(breaks()), broken]
        await asyncio.sleep(0.1)
        await maintenance.aclose()
        assert all(task.done() for task in maintenance._tasks)

    finished(story())
