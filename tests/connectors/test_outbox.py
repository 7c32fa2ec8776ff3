"""The outbox: in order for each recipient, each message once, under one lease, with a note of what did not arrive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session as SqlSession

from bot.memory import Database, Event
from connectors.outbox import Outbox, put
from connectors.outbox import sender as sending
from connectors.outbox import store as storing
from connectors.outbox.tables import OutboxRow
from tests.connectors.posting import aged, posted, states

NOTED = Event("case", "s", 7)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def test_each_recipient_gets_one_after_the_other(database: Database) -> None:
    outbox = Outbox(database)
    posted(database, "一", "二", to="o1")
    posted(database, "三", to="o2")
    assert [(p.recipient, p.payload["text"]) for p in outbox.claim(9)] == [("o1", "一"), ("o2", "三")]
    assert outbox.claim(9) == []
    with database.reading() as sql:
        first = sql.scalars(select(OutboxRow.id).order_by(OutboxRow.id)).first()
    assert first is not None
    outbox.sent(first)
    assert [p.payload["text"] for p in outbox.claim(9)] == ["二"]
    assert outbox.waiting() == 2


def test_one_that_waits_holds_back_what_was_put_in_after_it(database: Database) -> None:
    outbox = Outbox(database)
    posted(database, "慢")
    outbox.later(outbox.claim(9)[0], "busy", timedelta(hours=1))
    posted(database, "快")
    posted(database, "别人的", to="o2")
    assert [p.payload["text"] for p in outbox.claim(9)] == ["别人的"]
    with database.writing() as sql:
        sql.execute(update(OutboxRow).values(due_at=datetime.now(UTC)))
    [slow] = outbox.claim(9)
    assert slow.payload["text"] == "慢"
    assert outbox.claim(9) == []
    outbox.later(slow, "busy", timedelta(seconds=60))
    assert outbox.claim(9) == []
    outbox.sent(slow.id)
    assert [p.payload["text"] for p in outbox.claim(9)] == ["快"]


def test_one_of_a_name_is_put_in_once_and_keeps_it(database: Database) -> None:
    posted(database, "一", "二", name="agent:7")
    assert list(states(database)) == ["一"]
    assert [parcel.name for parcel in Outbox(database).claim(9)] == ["agent:7"]


def test_giving_up_and_what_is_noted_of_it_are_one(database: Database) -> None:
    outbox = Outbox(database)
    posted(database, "一", name="n")
    [parcel] = outbox.claim(1)

    def fails(_sql: SqlSession, _name: str, *, for_good: bool) -> Sequence[Event]:
        raise RuntimeError

    def notes(sql: SqlSession, name: str, *, for_good: bool) -> Sequence[Event]:
        assert (name, for_good) == ("n", True)
        put(sql, "o2", {"text": "没送到"})
        return (NOTED,)

    with pytest.raises(RuntimeError):
        outbox.dead(parcel, "why", fails)
    assert states(database) == {"一": ("pending", None)}
    assert outbox.dead(parcel, "why", notes) == (NOTED,)
    assert states(database) == {"一": ("dead", "why"), "没送到": ("pending", None)}


def test_what_is_finished_is_not_given_up_any_more(database: Database) -> None:
    outbox = Outbox(database)
    posted(database, "一", name="n")
    [parcel] = outbox.claim(1)
    outbox.sent(parcel.id)

    def notes(sql: SqlSession, _name: str, *, for_good: bool) -> Sequence[Event]:
        put(sql, "o2", {"text": "没送到"})
        return (NOTED,)

    assert outbox.dead(parcel, "why", notes) == ()
    assert states(database) == {"一": ("sent", None)}


def test_nothing_waits_long_for_another_attempt() -> None:
    assert max(sending._wait(attempts) for attempts in range(100)) <= timedelta(seconds=30)


def test_what_is_urgent_has_what_is_before_it_tried_at_once(database: Database) -> None:
    outbox = Outbox(database)
    posted(database, "一", to="o1")
    posted(database, "别人的", to="o2")
    for parcel in outbox.claim(9):
        outbox.later(parcel, "away", timedelta(minutes=4))
    posted(database, "二", to="o1")
    assert outbox.claim(9) == []
    posted(database, "急", to="o1", urgent=True)
    for text in ("一", "二", "急"):
        [parcel] = outbox.claim(9)
        assert parcel.payload["text"] == text
        outbox.sent(parcel.id)


def test_what_is_urgent_leaves_alone_what_is_being_sent(database: Database) -> None:
    outbox = Outbox(database)
    posted(database, "一")
    [parcel] = outbox.claim(9)
    posted(database, "急", urgent=True)
    assert outbox.claim(9) == []
    outbox.later(parcel, "away", timedelta(0))
    assert [(p.payload["text"], p.attempts) for p in outbox.claim(9)] == [("一", 1)]


def test_what_is_urgent_does_not_wait_for_who_writes_about_another(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("with SQLite one writes at a time")
    outbox = Outbox(database)
    posted(database, "一")
    outbox.later(outbox.claim(1)[0], "away", timedelta(minutes=4))
    with ThreadPoolExecutor(1) as thread, database.writing() as sql:
        sql.scalars(select(OutboxRow).with_for_update()).all()
        thread.submit(posted, database, "急", urgent=True).result(3)


def test_it_is_put_off_by_whose_it_is_alone(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = Outbox(database)
    posted(database, "一")
    monkeypatch.setattr(storing, "LEASE", timedelta(seconds=-1))
    [once] = outbox.claim(1)
    monkeypatch.undo()
    [now] = outbox.claim(1)
    outbox.later(once, "late", timedelta(0))
    outbox.give_back([once])
    assert outbox.claim(1) == []
    assert states(database) == {"一": ("pending", None)}
    outbox.later(now, "busy", timedelta(0))
    assert [parcel.attempts for parcel in outbox.claim(1)] == [1]


def test_what_arrived_stays_so_whosever_it_was(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = Outbox(database)
    posted(database, "一")
    monkeypatch.setattr(storing, "LEASE", timedelta(seconds=-1))
    [once] = outbox.claim(1)
    [now] = outbox.claim(1)
    outbox.sent(once.id)
    outbox.later(now, "busy", timedelta(0))
    outbox.give_back([now])
    assert states(database) == {"一": ("sent", None)}
    assert outbox.claim(1) == []


def test_what_is_given_back_is_anybodys_at_once(database: Database) -> None:
    outbox = Outbox(database)
    posted(database, "一", to="o1")
    posted(database, "二", to="o2")
    outbox.give_back(outbox.claim(9))
    assert [(p.payload["text"], p.attempts) for p in outbox.claim(9)] == [("一", 0), ("二", 0)]


def test_what_is_late_is_noted_together_with_the_failure(database: Database) -> None:
    outbox = Outbox(database)
    told: list[str] = []

    def notes(sql: SqlSession, name: str, *, for_good: bool) -> Sequence[Event]:
        told.append(name)
        assert not for_good
        put(sql, "o2", {"text": f"{name} 晚了 {len(told)}"})
        return (NOTED,)

    for name in ("一", "二", None):
        posted(database, name or "无名", name=name)
    [parcel] = outbox.claim(1)
    assert outbox.later(parcel, "away", timedelta(0), notes) == []
    aged(database, timedelta(seconds=61))
    posted(database, "新", name="新")
    posted(database, "别人的", to="o3", name="别人的")
    [parcel] = (parcel for parcel in outbox.claim(9) if parcel.recipient == "o1")
    assert outbox.later(parcel, "away", timedelta(0), notes) == [NOTED, NOTED]
    assert told == ["一", "二"]
    assert outbox.later(parcel, "away", timedelta(0), notes) == ()
    assert sum("晚了" in text for text in states(database)) == 2
