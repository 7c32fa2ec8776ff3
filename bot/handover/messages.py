"""What agents and people say to each other, and how a person's wish for a human stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session as SqlSession

from bot.handover.case import (
    Agent,
    AgentMessage,
    Case,
    CaseState,
    Cause,
    Line,
    NoSuchCaseError,
    NotYoursError,
    Standing,
)
from bot.handover.locking import lock_case
from bot.handover.presence import STAYS
from bot.memory import Database, TwiceError
from bot.memory.tables import AgentMessageRow, CaseEventRow, CaseRow, StaffPresenceRow, TurnRow
from bot.privacy import mask
from bot.reply import Reply

_LONGEST_TRANSCRIPT = 200
"""Turns of a transcript, the newest."""

Delivery = Callable[[SqlSession, AgentMessage], None]
"""Called in the transaction of a message, to have it delivered where the person is not connected."""


class Messages:
    """Messages between agents and people. Blocks; thread-safe.

    Args:
        database: where they live.
        deliveries: each may put a message into an outbox of its own.
    """

    def __init__(self, database: Database, deliveries: Sequence[Delivery] = ()) -> None:
        self._database = database
        self._deliveries = tuple(deliveries)

    def say(self, case_id: int, agent: Agent, text: str, client_id: str | None = None) -> AgentMessage:
        """Write to the person of a case; the same ``client_id`` again gives the message that is there already.

        Raises:
            NoSuchCaseError: there is no such case.
            NotYoursError: the agent does not hold it.
        """
        name = f"{agent.name}:{client_id}" if client_id else None
        try:
            return self._say(case_id, agent, text, name)
        except TwiceError:
            if name is None:
                raise
            return self._said(name)

    def _say(self, case_id: int, agent: Agent, text: str, client_id: str | None) -> AgentMessage:
        with self._database.writing() as sql:
            case = lock_case(sql, case_id)
            if client_id:
                before = sql.scalar(select(AgentMessageRow).where(AgentMessageRow.client_id == client_id))
                if before:
                    return _message(before)
            if case.state != CaseState.HELD.value or case.agent != agent.name or case.session_id is None:
                raise NotYoursError
            row = AgentMessageRow(
                session_id=case.session_id,
                case_id=case_id,
                client_id=client_id,
                at=datetime.now(UTC),
                agent=agent.name,
                agent_name=agent.display_name,
                text=mask(text, keep_offices=True),
            )
            case.version += 1
            sql.add(row)
            sql.flush()
            message = _message(row)
            for deliver in self._deliveries:
                deliver(sql, message)
            return message

    def _said(self, client_id: str) -> AgentMessage:
        with self._database.reading() as sql:
            row = sql.scalar(select(AgentMessageRow).where(AgentMessageRow.client_id == client_id))
        if row is None:
            raise NoSuchCaseError
        return _message(row)

    def since(self, session_id: str, after: int) -> list[AgentMessage]:
        """The messages of a conversation with a higher sequence than ``after``, oldest first."""
        with self._database.reading() as sql:
            rows = sql.scalars(
                select(AgentMessageRow)
                .where(AgentMessageRow.session_id == session_id, AgentMessageRow.sequence > after)
                .order_by(AgentMessageRow.sequence)
            )
            return [_message(row) for row in rows]

    def standing(self, session_id: str) -> Standing:
        """How the person's wish for a human stands now."""
        there = StaffPresenceRow.seen_at >= datetime.now(UTC) - STAYS
        with self._database.reading() as sql:
            case = sql.scalar(
                select(CaseRow).where(CaseRow.session_id == session_id, CaseRow.state != CaseState.CLOSED.value)
            )
            on_duty = bool(sql.scalar(select(func.count()).select_from(StaffPresenceRow).where(there)))
            if case is not None and case.state == CaseState.HELD.value:
                return Standing("held", case.agent_name, on_duty, 0)
            called = case is not None and _called(case)
            return Standing("waiting" if called else "none", None, on_duty, _ahead(sql, case))

    def transcript(self, case: Case) -> list[Line]:
        """What was said in the conversation of a case, and what happened to it, in order of time."""
        with self._database.reading() as sql:
            turns = sql.scalars(
                select(TurnRow)
                .where(TurnRow.session_id == case.session_id)
                .order_by(TurnRow.sequence.desc())
                .limit(_LONGEST_TRANSCRIPT)
            ).all()
            messages = sql.scalars(select(AgentMessageRow).where(AgentMessageRow.session_id == case.session_id)).all()
            events = sql.scalars(select(CaseEventRow).where(CaseEventRow.case_id == case.id)).all()
        lines = [line for turn in reversed(turns) for line in _turn_lines(turn)]
        lines += [message_line(_message(row)) for row in messages]
        lines += [Line(id=f"event-{e.id}", at=e.at, who="notice", text=e.what, name=e.name) for e in events]
        return sorted(lines, key=lambda line: line.at)

    def turn_lines(self, turn_id: str) -> list[Line]:
        """The lines of one turn: the person's words, and the bot's answer unless it was silent."""
        with self._database.reading() as sql:
            turn = sql.scalar(select(TurnRow).where(TurnRow.id == turn_id))
        return _turn_lines(turn) if turn else []

    def slots(self, case: Case) -> dict[str, str]:
        """What was understood of the person's words so far; later turns win."""
        with self._database.reading() as sql:
            rows = sql.scalars(
                select(TurnRow.slots).where(TurnRow.session_id == case.session_id).order_by(TurnRow.sequence)
            ).all()
        return {name: value for slots in rows for name, value in (slots or {}).items()}


def message_line(message: AgentMessage) -> Line:
    """An agent's message as a line of a transcript."""
    name = message.agent.display_name
    return Line(id=f"message-{message.sequence}", at=message.at, who="agent", text=message.text, name=name)


def _turn_lines(turn: TurnRow) -> list[Line]:
    reply = Reply.model_validate(turn.reply)
    person = Line(
        id=f"{turn.id}-person",
        at=turn.created_at,
        who="person",
        text=turn.text,
        topic=turn.topic,
        risk=reply.risk,
        emergency=reply.emergency,
        turn_id=turn.id,
    )
    bot = Line(
        id=f"{turn.id}-bot",
        at=turn.created_at,
        who="bot",
        text=reply.text,
        topic=turn.topic,
        sources=reply.sources,
        turn_id=turn.id,
    )
    return [person, bot] if reply.text else [person]


def _called(case: CaseRow) -> bool:
    """Whether the person knows that somebody was called."""
    return Cause.ASKED.value in case.causes or case.emergency


def _ahead(sql: SqlSession, case: CaseRow | None) -> int:
    waiting = select(func.count()).select_from(CaseRow).where(CaseRow.state == CaseState.WAITING.value)
    if case is not None:
        waiting = waiting.where(CaseRow.waiting_since < case.waiting_since)
    return sql.scalar(waiting) or 0


def _message(row: AgentMessageRow) -> AgentMessage:
    return AgentMessage(
        sequence=row.sequence,
        session_id=row.session_id,
        case_id=row.case_id,
        at=row.at,
        agent=Agent(row.agent, row.agent_name),
        text=row.text,
    )
