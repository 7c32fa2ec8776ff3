"""The outbox: in order for each recipient, each message once, giving up and its note together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session as SqlSession

from bot.memory import Database, Event
from connectors.outbox import Outbox, Parcel, put
from connectors.outbox.tables import OutboxRow
from tests.connectors.posting import posted, states

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
    posted(database, "慢", delay=timedelta(hours=1))
    posted(database, "快")
    posted(database, "别人的", to="o2")
    assert [p.payload["text"] for p in outbox.claim(9)] == ["别人的"]
    with database.writing() as sql:
        sql.execute(update(OutboxRow).values(due_at=datetime.now(UTC)))
    [slow] = outbox.claim(9)
    assert slow.payload["text"] == "慢"
    assert outbox.claim(9) == []
    outbox.later(slow.id, "busy", timedelta(seconds=60))
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

    def fails(_sql: SqlSession, _parcel: Parcel) -> Sequence[Event]:
        raise RuntimeError

    def notes(sql: SqlSession, given: Parcel) -> Sequence[Event]:
        assert given == parcel
        put(sql, "o2", {"text": "没送到"})
        return (NOTED,)

    with pytest.raises(RuntimeError):
        outbox.dead(parcel, "why", fails)
    assert states(database) == {"一": ("pending", None)}
    assert outbox.dead(parcel, "why", notes) == (NOTED,)
    assert states(database) == {"一": ("dead", "why"), "没送到": ("pending", None)}


def test_what_is_finished_is_not_given_up_any_more(database: Database) -> None:
    outbox = Outbox(database)
    posted(database, "一")
    [parcel] = outbox.claim(1)
    outbox.sent(parcel.id)

    def notes(sql: SqlSession, _parcel: Parcel) -> Sequence[Event]:
        put(sql, "o2", {"text": "没送到"})
        return (NOTED,)

    assert outbox.dead(parcel, "why", notes) == ()
    assert states(database) == {"一": ("sent", None)}
