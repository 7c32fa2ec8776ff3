"""What WeChat could not deliver of an agent's words stands at the case."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.handover import Messages, Outcome
from bot.memory import Database, Event
from bot.memory.locking import lock_session
from bot.memory.tables import CaseEventRow, CaseRow
from bot.turn import Channel
from connectors.bus import MemoryBus
from connectors.outbox import GiveUpError, Outbox, Parcel, Sender, TryAgainError, put
from connectors.wechat.companion import deliver
from connectors.wechat.tables import PersonRow
from connectors.wechat.undelivered import undelivered
from tests.bot.handing_over import ONE, TWO, Desk
from tests.conftest import finished

SESSION = "wx-1"


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    database = Database(database_url)
    with database.writing() as sql:
        sql.add(PersonRow(session_id=SESSION, openid="o1", seen_at=datetime.now(UTC)))
    opened = Desk(database)
    opened.messages = Messages(database, [deliver])
    opened.says(SESSION, channel=Channel.WECHAT)
    yield opened
    database.close()


def parcels(desk: Desk) -> list[Parcel]:
    return Outbox(desk.database).claim(9)


def notices(desk: Desk, case_id: int) -> list[tuple[str, str | None]]:
    lines = desk.messages.transcript(desk.cases.get(case_id))
    return [(line.text, line.name) for line in lines if line.who == "notice"]


def test_it_stands_at_the_case_and_is_announced(desk: Desk) -> None:
    case = desk.held(SESSION)
    desk.messages.say(case.id, ONE, "您好")
    before = desk.cases.get(case.id).version
    [parcel] = parcels(desk)
    assert Outbox(desk.database).dead(parcel, "45015", undelivered) == (Event("case", SESSION, case.id),)
    assert notices(desk, case.id)[-1] == ("not_delivered", "一号坐席")
    assert desk.cases.get(case.id).version == before + 1


def test_it_names_who_wrote_it_even_when_another_has_the_case_or_it_is_over(desk: Desk) -> None:
    case = desk.held(SESSION)
    desk.messages.say(case.id, ONE, "您好")
    desk.cases.take(case.id, TWO, over=True)
    desk.cases.end(case.id, TWO, Outcome.DONE)
    [parcel] = parcels(desk)
    Outbox(desk.database).dead(parcel, "45047", undelivered)
    assert notices(desk, case.id)[-1] == ("not_delivered", "一号坐席")


@pytest.mark.parametrize("name", [None, "wechat:m1:0", "agent:", "agent:x", "agent:99999", "agent:²", "agent:1:1"])
def test_what_no_agent_wrote_concerns_no_case(desk: Desk, name: str | None) -> None:
    case = desk.held(SESSION)
    with desk.database.writing() as sql:
        put(sql, "o1", {}, name=name)
    [parcel] = parcels(desk)
    assert Outbox(desk.database).dead(parcel, "45015", undelivered) == ()
    assert "not_delivered" not in dict(notices(desk, case.id))


def test_of_a_conversation_that_is_forgotten_nothing_is_noted(desk: Desk) -> None:
    case = desk.held(SESSION)
    desk.messages.say(case.id, ONE, "您好")
    [parcel] = parcels(desk)
    desk.store.forget(SESSION)
    assert Outbox(desk.database).dead(parcel, "45015", undelivered) == ()
    with desk.database.reading() as sql:
        assert "not_delivered" not in sql.scalars(select(CaseEventRow.what)).all()


def test_it_waits_for_whoever_has_the_conversation_and_not_in_a_circle(desk: Desk) -> None:
    case = desk.held(SESSION)
    desk.messages.say(case.id, ONE, "您好")
    [parcel] = parcels(desk)
    with ThreadPoolExecutor(1) as thread:
        with desk.database.writing() as sql:
            lock_session(sql, SESSION)
            noting = thread.submit(Outbox(desk.database).dead, parcel, "45015", undelivered)
            with pytest.raises(TimeoutError):
                noting.result(0.3)
            sql.scalars(select(CaseRow).where(CaseRow.id == case.id).with_for_update()).one()
        assert noting.result(10) == (Event("case", SESSION, case.id),)


def test_the_sender_notes_it_as_soon_as_the_platform_refuses_for_good(desk: Desk) -> None:
    case = desk.held(SESSION)
    desk.messages.say(case.id, ONE, "您好")
    attempts: list[Parcel] = []

    async def refuses(parcel: Parcel) -> None:
        attempts.append(parcel)
        raise GiveUpError("45015") if len(attempts) > 1 else TryAgainError("busy")

    async def scenario() -> None:
        bus = MemoryBus()
        async with bus.listen() as events:
            sender = Sender(Outbox(desk.database), refuses, undelivered=undelivered, announce=bus.publish)
            sender.start()
            async with asyncio.timeout(10):
                assert await anext(events) == Event("case", SESSION, case.id)
            await sender.aclose()

    finished(scenario())
    assert len(attempts) == 2
    assert notices(desk, case.id)[-1] == ("not_delivered", "一号坐席")
