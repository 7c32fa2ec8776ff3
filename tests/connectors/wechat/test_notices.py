"""What people on WeChat are told when agents come and go: in the outbox with the change, or neither is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from bot.handover import Agent, CaseState, CaseTakenError, Change, Outcome
from bot.handover.cases import Cases
from bot.memory import Database, StoreError
from bot.memory.tables import CaseRow
from bot.topics import Topic
from bot.turn import Dialect
from bot.wording import Wording
from connectors.outbox.tables import OutboxRow
from connectors.wechat.notices import notices
from connectors.wechat.tables import PersonRow
from tests.bot.handing_over import ABSENT, HIGH, ONE, QUIET, TWO, Desk

JOINED, LEFT, LOST = "职员一号坐席嚟咗", "职员讲完喇", "职员断咗线"


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A desk whose people with ``wx`` in their session's id are on WeChat."""
    database = Database(database_url)
    opened = Desk(database)
    opened.cases = Cases(database, [notices(Wording.load(), Dialect.CMN)])
    with database.writing() as sql:
        for name in ("wx", "wx2"):
            sql.add(PersonRow(session_id=name, openid=f"o-{name}", seen_at=datetime.now(UTC)))
    yield opened
    database.close()


def told(desk: Desk, session: str = "wx") -> list[str]:
    """The beginnings of what was put into the outbox for a person."""
    with desk.database.reading() as sql:
        rows = sql.scalars(select(OutboxRow).where(OutboxRow.recipient == f"o-{session}").order_by(OutboxRow.id))
        return [row.payload["text"]["content"].split("，")[0] for row in rows]


def everybody_told(desk: Desk) -> int:
    with desk.database.reading() as sql:
        return len(sql.scalars(select(OutboxRow)).all())


def test_a_person_is_told_once_that_an_agent_came_and_that_it_is_over(desk: Desk) -> None:
    case = desk.held("wx")
    desk.cases.take(case.id, ONE)
    with pytest.raises(CaseTakenError):
        desk.cases.take(case.id, TWO)
    assert told(desk) == [JOINED]
    desk.cases.end(case.id, ONE, Outcome.DONE)
    assert told(desk) == [JOINED, LEFT]
    again = desk.held("wx")
    desk.cases.end(again.id, ONE, Outcome.RETURNED)
    assert told(desk) == [JOINED, LEFT] * 2


def test_whoever_takes_over_is_named(desk: Desk) -> None:
    case = desk.held("wx")
    desk.cases.take(case.id, TWO, over=True)
    assert told(desk) == [JOINED, "职员二号坐席嚟咗"]


def test_what_comes_between_does_not_change_what_is_told(desk: Desk) -> None:
    """The person tells of an emergency right after the agent took the case."""
    desk.held("wx")
    desk.says("wx", "救命", topic=Topic.EMERGENCY, emergency=True)
    assert told(desk) == [JOINED]


def test_of_a_case_that_nobody_took_nothing_is_told(desk: Desk) -> None:
    desk.says("wx", "有人叫我过数", topic=Topic.FRAUD, handoff=False, risk=HIGH)
    desk.cases.end(desk.of("wx").id, ONE, Outcome.DONE)
    desk.case("wx")
    desk.ago(CaseRow, "last_at", timedelta(hours=25))
    desk.cases.sweep(absent=ABSENT, quiet=QUIET)
    assert told(desk) == []


def test_a_person_whose_agent_is_gone_is_told_so_once(desk: Desk) -> None:
    desk.held("wx")
    desk.presence.left("window of desk1")
    desk.cases.sweep(absent=ABSENT, quiet=QUIET)
    desk.cases.sweep(absent=ABSENT, quiet=QUIET)
    assert told(desk) == [JOINED, LOST]


def test_who_is_elsewhere_or_gone_is_told_nothing(desk: Desk) -> None:
    desk.cases.end(desk.held("kiosk").id, ONE, Outcome.DONE)
    gone = desk.held("wx")
    desk.store.forget("wx")
    assert told(desk) == [JOINED]
    assert desk.cases.get(gone.id).state is CaseState.CLOSED
    left = desk.case("wx2")
    with desk.database.writing() as sql:
        sql.execute(delete(PersonRow))
    desk.cases.take(left.id, ONE)
    assert everybody_told(desk) == 1


def test_what_is_not_told_is_not_done(desk: Desk) -> None:
    """The notice and the change are one transaction."""

    def fails(_sql: object, _change: Change) -> None:
        raise StoreError("no room")

    case = desk.case("wx")
    with pytest.raises(StoreError):
        Cases(desk.database, [notices(Wording.load(), Dialect.CMN), fails]).take(case.id, ONE)
    assert told(desk) == []
    assert desk.cases.get(case.id) == case
    desk.cases.take(case.id, Agent("desk1", "一号坐席"))
    assert told(desk) == [JOINED]


def test_a_person_is_told_in_their_own_tongue(desk: Desk) -> None:
    case = desk.case("wx")
    with desk.database.writing() as sql:
        sql.execute(CaseRow.__table__.update().values(dialect=None))  # type: ignore[attr-defined]
    desk.cases.take(case.id, ONE)
    assert told(desk) == ["工作人员一号坐席来了"]
