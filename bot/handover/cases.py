"""The cases of a database: opened by turns, taken, given back and closed by agents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session as SqlSession

from bot.handover.case import (
    Agent,
    Case,
    CaseState,
    CaseTakenError,
    Cause,
    Change,
    NoSuchCaseError,
    NotYoursError,
    Outcome,
    causes_of,
)
from bot.handover.locking import lock_case
from bot.memory import Database, Event, Session
from bot.memory.locking import lock_free_sessions
from bot.memory.tables import CaseEventRow, CaseRow, SessionRow, StaffPresenceRow
from bot.privacy import mask
from bot.reply import Reply, Risk, RiskLevel
from bot.turn import REACHABLE, Turn

_OPEN = CaseRow.state != CaseState.CLOSED.value
_LEVELS = (RiskLevel.NONE, RiskLevel.LOW, RiskLevel.HIGH)
_CLOSED_SHOWN = 100


Watch = Callable[[SqlSession, Change], None]
"""Told of a change in its transaction."""


class Cases:
    """All cases. Blocks; thread-safe. A companion of the conversation store: turns open and update cases.

    Args:
        database: where they live.
        watches: each is told when agents take cases, end them, or are gone; it may raise to undo everything.
    """

    def __init__(self, database: Database, watches: Sequence[Watch] = ()) -> None:
        self._database = database
        self._watches = tuple(watches)

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
                _close(row, Outcome.LEFT)
                _happened(sql, row, Outcome.LEFT.value, None)
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

        Nothing happens when the agent holds it already.

        Raises:
            NoSuchCaseError: there is none.
            CaseTakenError: somebody else has it, or it is closed.
        """
        with self._database.writing() as sql:
            row = lock_case(sql, case_id)
            held = row.state == CaseState.HELD.value
            if held and row.agent == agent.name:
                return _case(row)
            if row.state == CaseState.CLOSED.value or (held and not over):
                raise CaseTakenError(row.agent_name if held else None)
            row.state, row.agent, row.agent_name = CaseState.HELD.value, agent.name, agent.display_name
            return self._changed(sql, row, "taken", agent.display_name, was_held=held)

    def end(self, case_id: int, agent: Agent, outcome: Outcome, *, any_agents: bool = False) -> Case:
        """Close the case; with `Outcome.RETURNED` the bot goes on. ``any_agents``: even when another holds it.

        Raises:
            NoSuchCaseError: there is none.
            NotYoursError: another agent holds it, or it is closed.
        """
        with self._database.writing() as sql:
            row = lock_case(sql, case_id)
            held = row.state == CaseState.HELD.value
            if row.state == CaseState.CLOSED.value or (held and row.agent != agent.name and not any_agents):
                raise NotYoursError
            _close(row, outcome)
            return self._changed(sql, row, outcome.value, agent.display_name, was_held=held)

    def sweep(self, *, absent: timedelta, quiet: timedelta) -> list[Event]:
        """Put right what nobody did: cases of agents who are gone wait again, old waiting ones end.

        Cases of conversations that somebody changes at this moment are left for the next time.

        Args:
            absent: an agent whose desk was not seen for so long does not hold cases any more.
            quiet: a waiting case in which the person said nothing for so long is over.
        """
        now = datetime.now(UTC)
        there = select(StaffPresenceRow.agent).where(StaffPresenceRow.seen_at >= now - absent)
        lost = CaseRow.state == CaseState.HELD.value, CaseRow.agent.not_in(there)
        old = CaseRow.state == CaseState.WAITING.value, CaseRow.last_at < now - quiet
        with self._database.writing() as sql:
            changed = []
            for row in _free(sql, *lost):
                name, row.state, row.agent, row.agent_name = row.agent_name, CaseState.WAITING.value, None, None
                changed.append(self._changed(sql, row, "agent_lost", name, was_held=True))
            for row in _free(sql, *old):
                _close(row, Outcome.EXPIRED)
                changed.append(self._changed(sql, row, Outcome.EXPIRED.value, None, was_held=False))
        return [Event("case", case.session_id, case.id) for case in changed]

    def _changed(self, sql: SqlSession, row: CaseRow, what: str, name: str | None, *, was_held: bool) -> Case:
        """Note what happened to a case, and tell the watches; gives it as it is now."""
        event = _happened(sql, row, what, name)
        case = _case(row)
        for watch in self._watches:
            watch(sql, Change(event.id, what, case, was_held))
        return case

    def counts(self) -> dict[str, int]:
        """How many cases wait and how many are held."""
        with self._database.reading() as sql:
            counted = sql.execute(select(CaseRow.state, func.count()).where(_OPEN).group_by(CaseRow.state)).all()
        return {"waiting": 0, "held": 0} | {state: number for state, number in counted}


def _row(sql: SqlSession, case_id: int) -> CaseRow:
    row = sql.get(CaseRow, case_id)
    if row is None:
        raise NoSuchCaseError
    return row


def _free(sql: SqlSession, *which: ColumnElement[bool]) -> Iterable[CaseRow]:
    """The cases of that kind whose sessions nobody has locked; sessions and cases are locked now."""
    theirs = select(CaseRow.session_id).where(*which)
    sessions = lock_free_sessions(sql, SessionRow.id.in_(theirs))
    return sql.scalars(select(CaseRow).where(CaseRow.session_id.in_(sessions), *which).with_for_update()).all()


def _close(row: CaseRow, outcome: Outcome) -> None:
    row.state, row.outcome, row.closed_at = CaseState.CLOSED.value, outcome.value, datetime.now(UTC)


def _happened(sql: SqlSession, row: CaseRow, what: str, name: str | None) -> CaseEventRow:
    """Note what happened to a case, and that it is another version now."""
    row.version += 1
    event = CaseEventRow(case_id=row.id, at=datetime.now(UTC), what=what, name=name)
    sql.add(event)
    sql.flush()
    return event


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
