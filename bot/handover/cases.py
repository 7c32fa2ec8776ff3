"""The cases of a database: opened by turns, taken, given back and closed by agents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session as SqlSession

from bot.handover.case import (
    Agent,
    Case,
    CaseState,
    CaseTakenError,
    Cause,
    NoSuchCaseError,
    NotYoursError,
    Outcome,
    causes_of,
)
from bot.memory import Database, Event, Session
from bot.memory.tables import CaseEventRow, CaseRow, StaffPresenceRow
from bot.privacy import mask
from bot.reply import Reply, Risk, RiskLevel
from bot.turn import REACHABLE, Turn

_OPEN = CaseRow.state != CaseState.CLOSED.value
_LEVELS = (RiskLevel.NONE, RiskLevel.LOW, RiskLevel.HIGH)
_CLOSED_SHOWN = 100


class Cases:
    """All cases. Blocks; thread-safe. A companion of the conversation store: turns open and update cases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recorded(self, sql: SqlSession, session: Session, turn: Turn, reply: Reply) -> Sequence[Event]:
        """Open or update the session's case in the transaction of the turn."""
        if turn.channel not in REACHABLE:
            return ()
        row = sql.scalar(select(CaseRow).where(CaseRow.session_id == session.id, _OPEN).with_for_update())
        causes = causes_of(reply)
        now = datetime.now(UTC)
        if row is None:
            if not causes:
                return ()
            row = CaseRow(
                session_id=session.id,
                channel=turn.channel.value,
                state=CaseState.WAITING.value,
                causes=[],
                risk=Risk().model_dump(mode="json"),
                emergency=False,
                opened_at=now,
                waiting_since=now,
                version=0,
            )
            sql.add(row)
        news = [c.value for c in causes if c.value not in row.causes]
        row.causes = sorted([*row.causes, *news], key=lambda c: Cause(c).urgency)
        row.risk = _higher(Risk.model_validate(row.risk), reply.risk).model_dump(mode="json")
        row.emergency = row.emergency or reply.emergency
        row.dialect, row.last_text, row.last_at = session.dialect, mask(turn.text), now
        row.version += 1
        sql.flush()
        sql.add_all(CaseEventRow(case_id=row.id, at=now, what=what) for what in news)
        return (Event("turn", session.id, row.id, reply.turn_id),)

    def forgetting(self, sql: SqlSession, session_ids: Sequence[str]) -> Sequence[Event]:
        """The people of these sessions are gone; their cases end, and nothing they said stays in them."""
        theirs = select(CaseRow).where(CaseRow.session_id.in_(session_ids)).order_by(CaseRow.id).with_for_update()
        rows = list(sql.scalars(theirs))
        events = []
        for row in rows:
            if row.state != CaseState.CLOSED.value:
                _close(sql, row, Outcome.LEFT, None)
                events.append(Event("case", row.session_id, row.id))
            row.last_text, row.risk, row.session_id = "", Risk(level=_risk(row).level).model_dump(mode="json"), None
        return events

    def open(self) -> list[Case]:
        """Waiting and held cases: waiting first, the most urgent first, then the longest waiting."""
        with self._database.reading() as sql:
            cases = [_case(row) for row in sql.scalars(select(CaseRow).where(_OPEN))]
        return sorted(cases, key=lambda c: (c.state is CaseState.HELD, c.causes[0].urgency, c.waiting_since))

    def closed(self) -> list[Case]:
        """The cases closed last, newest first."""
        newest = select(CaseRow).where(~_OPEN).order_by(CaseRow.closed_at.desc()).limit(_CLOSED_SHOWN)
        with self._database.reading() as sql:
            return [_case(row) for row in sql.scalars(newest)]

    def get(self, case_id: int) -> Case:
        """The case of that number.

        Raises:
            NoSuchCaseError: there is none.
        """
        with self._database.reading() as sql:
            return _case(_row(sql, case_id))

    def take(self, case_id: int, agent: Agent, *, over: bool = False) -> Case:
        """Give the case to ``agent``; of several who try at once, one gets it. ``over``: even from another agent.

        Raises:
            NoSuchCaseError: there is none.
            CaseTakenError: somebody else has it, or it is closed.
        """
        free: ColumnElement[bool] = CaseRow.state == CaseState.WAITING.value
        if over:
            free = _OPEN
        with self._database.writing() as sql:
            taken = sql.execute(
                update(CaseRow)
                .where(CaseRow.id == case_id, free | ((CaseRow.agent == agent.name) & _OPEN))
                .values(
                    state=CaseState.HELD.value,
                    agent=agent.name,
                    agent_name=agent.display_name,
                    version=CaseRow.version + 1,
                )
                .returning(CaseRow.id)
            ).first()
            row = _row(sql, case_id)
            if taken is None:
                raise CaseTakenError(row.agent_name if row.state == CaseState.HELD.value else None)
            sql.refresh(row)
            sql.add(CaseEventRow(case_id=case_id, at=datetime.now(UTC), what="taken", name=agent.display_name))
            return _case(row)

    def end(self, case_id: int, agent: Agent, outcome: Outcome, *, any_agents: bool = False) -> Case:
        """Close the case; with `Outcome.RETURNED` the bot goes on. ``any_agents``: even when another holds it.

        Raises:
            NoSuchCaseError: there is none.
            NotYoursError: another agent holds it, or it is closed.
        """
        with self._database.writing() as sql:
            row = _row(sql, case_id, locked=True)
            foreign = row.state == CaseState.HELD.value and row.agent != agent.name
            if row.state == CaseState.CLOSED.value or (foreign and not any_agents):
                raise NotYoursError
            _close(sql, row, outcome, agent.display_name)
            return _case(row)

    def sweep(self, *, absent: timedelta, quiet: timedelta) -> list[Event]:
        """Put right what nobody did: cases of agents who are gone wait again, old waiting ones end.

        Cases that somebody changes at this moment are left for the next time.

        Args:
            absent: an agent whose desk was not seen for so long does not hold cases any more.
            quiet: a waiting case in which the person said nothing for so long is over.
        """
        now = datetime.now(UTC)
        with self._database.writing() as sql:
            there = select(StaffPresenceRow.agent).where(StaffPresenceRow.seen_at >= now - absent)
            lost = CaseRow.state == CaseState.HELD.value, CaseRow.agent.not_in(there)
            events = []
            for row in sql.scalars(select(CaseRow).where(*lost).with_for_update(skip_locked=True)):
                sql.add(CaseEventRow(case_id=row.id, at=now, what="agent_lost", name=row.agent_name))
                row.state, row.agent, row.agent_name, row.version = "waiting", None, None, row.version + 1
                events.append(Event("case", row.session_id, row.id))
            old = CaseRow.state == CaseState.WAITING.value, CaseRow.last_at < now - quiet
            for row in sql.scalars(select(CaseRow).where(*old).with_for_update(skip_locked=True)):
                _close(sql, row, Outcome.EXPIRED, None)
                events.append(Event("case", row.session_id, row.id))
        return events

    def counts(self) -> dict[str, int]:
        """How many cases wait and how many are held."""
        with self._database.reading() as sql:
            counted = sql.execute(select(CaseRow.state, func.count()).where(_OPEN).group_by(CaseRow.state)).all()
        return {"waiting": 0, "held": 0} | {state: number for state, number in counted}


def _row(sql: SqlSession, case_id: int, *, locked: bool = False) -> CaseRow:
    wanted = select(CaseRow).where(CaseRow.id == case_id)
    row = sql.scalar(wanted.with_for_update() if locked else wanted)
    if row is None:
        raise NoSuchCaseError
    return row


def _close(sql: SqlSession, row: CaseRow, outcome: Outcome, name: str | None) -> None:
    now = datetime.now(UTC)
    row.state, row.outcome, row.closed_at, row.version = "closed", outcome.value, now, row.version + 1
    sql.add(CaseEventRow(case_id=row.id, at=now, what=outcome.value, name=name))
    sql.flush()


def _risk(row: CaseRow) -> Risk:
    return Risk.model_validate(row.risk)


def _higher(one: Risk, other: Risk) -> Risk:
    return (
        other if other.level is not RiskLevel.NONE and _LEVELS.index(other.level) >= _LEVELS.index(one.level) else one
    )


def _case(row: CaseRow) -> Case:
    return Case(
        id=row.id,
        session_id=row.session_id,
        channel=row.channel,
        dialect=row.dialect,
        state=CaseState(row.state),
        outcome=Outcome(row.outcome) if row.outcome else None,
        causes=tuple(map(Cause, row.causes)),
        risk=_risk(row),
        emergency=row.emergency,
        last_text=row.last_text,
        last_at=row.last_at,
        opened_at=row.opened_at,
        waiting_since=row.waiting_since,
        agent=Agent(row.agent, row.agent_name or row.agent) if row.agent else None,
        version=row.version,
    )
