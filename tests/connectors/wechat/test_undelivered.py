"""What WeChat could not deliver of an agent's words stands at the case."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, update

from bot.handover import AgentMessage, Messages, Outcome
from bot.memory import Database, Event
from bot.memory.locking import lock_session
from bot.memory.tables import AgentMessageRow, CaseEventRow, CaseRow
from bot.turn import Channel
from connectors.bus import MemoryBus
from connectors.outbox import GiveUpError, Outbox, Parcel, Sender, TryAgainError, put
from connectors.wechat.companion import deliver
from connectors.wechat.tables import PersonRow
from connectors.wechat.undelivered import undelivered
from tests.bot.handing_over import ONE, TWO, Desk
from tests.conftest import finished
from tests.connectors.posting import aged

SESSION = "wx-1"
JIANGMEN = timezone(timedelta(hours=8))
MINUTE, DAY = timedelta(seconds=61), timedelta(days=1)


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


def late(desk: Desk, case_id: int) -> list[str | None]:
    """What is noted as late."""
    return [name for what, name in notices(desk, case_id) if what == "not_arrived_yet"]


def fails(desk: Desk) -> list[Event]:
    """An attempt to send what is first in the outbox."""
    outbox = Outbox(desk.database)
    [parcel] = parcels(desk)
    return list(outbox.later(parcel, "away", timedelta(0), undelivered))


def by(message: AgentMessage, form: str = "%H:%M") -> str:
    """As agents read of a message."""
    return f"一号坐席 {message.at.astimezone(JIANGMEN):{form}}"


def happened(desk: Desk, earlier: timedelta) -> None:
    """All that was written and noted so far happened so much earlier."""
    with desk.database.writing() as sql:
        for row in [*sql.scalars(select(AgentMessageRow)), *sql.scalars(select(CaseEventRow))]:
            row.at -= earlier
    aged(desk.database, earlier)


def test_it_stands_at_the_case_and_is_announced(desk: Desk) -> None:
    case = desk.held(SESSION)
    message = desk.messages.say(case.id, ONE, "您好")
    before = desk.cases.get(case.id).version
    [parcel] = parcels(desk)
    assert Outbox(desk.database).dead(parcel, "45015", undelivered) == (Event("case", SESSION, case.id),)
    assert notices(desk, case.id)[-1] == ("not_delivered", by(message))
    assert desk.cases.get(case.id).version == before + 1


def test_of_another_day_it_says_which(desk: Desk) -> None:
    case = desk.held(SESSION)
    desk.messages.say(case.id, ONE, "您好")
    with desk.database.writing() as sql:
        sql.execute(update(AgentMessageRow).values(at=datetime(2026, 3, 1, 16, 5, tzinfo=UTC)))
    Outbox(desk.database).dead(parcels(desk)[0], "45015", undelivered)
    assert ("not_delivered", "一号坐席 3月2日 00:05") in notices(desk, case.id)


def test_while_it_is_late_that_is_noted_once(desk: Desk) -> None:
    case = desk.held(SESSION)
    message = desk.messages.say(case.id, ONE, "您好")
    version = desk.cases.get(case.id).version
    assert fails(desk) == []
    aged(desk.database, MINUTE)
    assert fails(desk) == [Event("case", SESSION, case.id)]
    assert fails(desk) == []
    assert late(desk, case.id) == [by(message)]
    assert desk.cases.get(case.id).version == version + 1
    happened(desk, DAY)
    assert fails(desk) == []
    Outbox(desk.database).dead(parcels(desk)[0], "45015", undelivered)
    assert [what for what, _ in notices(desk, case.id)][-2:] == ["not_arrived_yet", "not_delivered"]


def test_what_waits_behind_what_fails_is_late_as_well(desk: Desk) -> None:
    case = desk.held(SESSION)
    with desk.database.writing() as sql:
        put(sql, "o1", {}, name="wechat:m1:0")
    desk.messages.say(case.id, ONE, "您好")
    happened(desk, timedelta(minutes=2))
    desk.messages.say(case.id, ONE, "您在吗")
    assert len(fails(desk)) == 1
    aged(desk.database, MINUTE)
    assert len(fails(desk)) == 1
    assert len(set(late(desk, case.id))) == 2


def test_messages_of_one_minute_are_late_together(desk: Desk) -> None:
    case = desk.held(SESSION)
    for text in ("您好", "您在吗"):
        desk.messages.say(case.id, ONE, text)
    with desk.database.writing() as sql:
        sql.execute(update(AgentMessageRow).values(at=datetime.now(UTC) - MINUTE))
    aged(desk.database, MINUTE)
    assert len(fails(desk)) == 1
    assert len(late(desk, case.id)) == 1


def test_the_same_minute_of_another_day_is_another(desk: Desk) -> None:
    case = desk.held(SESSION)
    first = desk.messages.say(case.id, ONE, "您好")
    aged(desk.database, MINUTE)
    fails(desk)
    happened(desk, DAY)
    Outbox(desk.database).sent(parcels(desk)[0].id)
    second = desk.messages.say(case.id, ONE, "您好")
    with desk.database.writing() as sql:
        sql.execute(update(AgentMessageRow).where(AgentMessageRow.sequence == second.sequence).values(at=first.at))
    aged(desk.database, MINUTE)
    fails(desk)
    assert late(desk, case.id) == [by(first), by(first)]


def test_that_it_is_late_is_noted_when_the_conversation_is_free(desk: Desk) -> None:
    if desk.database.engine.dialect.name == "sqlite":
        pytest.skip("with SQLite one writes at a time")
    case = desk.held(SESSION)
    desk.messages.say(case.id, ONE, "您好")
    aged(desk.database, MINUTE)
    with ThreadPoolExecutor(1) as thread, desk.database.writing() as sql:
        lock_session(sql, SESSION)
        assert thread.submit(fails, desk).result(3) == []
    assert len(fails(desk)) == 1


def test_it_names_who_wrote_it_even_when_another_has_the_case_or_it_is_over(desk: Desk) -> None:
    case = desk.held(SESSION)
    message = desk.messages.say(case.id, ONE, "您好")
    desk.cases.take(case.id, TWO, over=True)
    desk.cases.end(case.id, TWO, Outcome.DONE)
    [parcel] = parcels(desk)
    Outbox(desk.database).dead(parcel, "45047", undelivered)
    assert notices(desk, case.id)[-1] == ("not_delivered", by(message))


@pytest.mark.parametrize("name", [None, "wechat:m1:0", "agent:", "agent:x", "agent:99999", "agent:²", "agent:1:1"])
def test_what_no_agent_wrote_concerns_no_case(desk: Desk, name: str | None) -> None:
    case = desk.held(SESSION)
    with desk.database.writing() as sql:
        put(sql, "o1", {}, name=name)
    aged(desk.database, MINUTE)
    assert fails(desk) == []
    [parcel] = parcels(desk)
    assert Outbox(desk.database).dead(parcel, "45015", undelivered) == ()
    assert not {"not_delivered", "not_arrived_yet"} & set(dict(notices(desk, case.id)))


def test_of_a_conversation_that_is_forgotten_nothing_is_noted(desk: Desk) -> None:
    case = desk.held(SESSION)
    desk.messages.say(case.id, ONE, "您好")
    desk.store.forget(SESSION)
    aged(desk.database, MINUTE)
    assert fails(desk) == []
    [parcel] = parcels(desk)
    assert Outbox(desk.database).dead(parcel, "45015", undelivered) == ()
    with desk.database.reading() as sql:
        assert not {"not_delivered", "not_arrived_yet"} & set(sql.scalars(select(CaseEventRow.what)))


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
    message = desk.messages.say(case.id, ONE, "您好")
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
    assert notices(desk, case.id)[-1] == ("not_delivered", by(message))
