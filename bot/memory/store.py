"""Reads and writes conversations; a turn is on disk before its reply leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Row, and_, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session as SqlSession

from bot.memory.companion import Companion, Event
from bot.memory.database import Database
from bot.memory.session import Past, Session
from bot.memory.tables import CaseRow, SessionRow, TurnRow
from bot.privacy import mask
from bot.reply import Reply
from bot.turn import Dialect, Turn

_REMEMBERED = 8
"""Turns looked back on: for what is said again, what a short follow-up continues, a swindle told in pieces."""

_FORGOTTEN_AT_ONCE = 500


class ConversationStore:
    """Conversations in a database. Its methods block; they are thread-safe.

    Whoever changes a conversation locks its session before anything that hangs on it: companions that lock what is
    theirs never wait for each other in a circle. Adding what refers to the session needs no lock.

    Args:
        database: where they live.
        companions: write what is theirs in the same transactions.
    """

    def __init__(self, database: Database, companions: Sequence[Companion] = ()) -> None:
        self._database = database
        self._companions = tuple(companions)

    def load(self, session_id: str) -> Session:
        """The session of that id; a fresh one when it is not known.

        Raises:
            StoreError: the database failed.
        """
        with self._database.reading() as sql:
            found = sql.execute(
                select(SessionRow, CaseRow.agent_name, CaseRow.state)
                .outerjoin(CaseRow, and_(CaseRow.session_id == SessionRow.id, CaseRow.state != "closed"))
                .where(SessionRow.id == session_id)
            ).first()
            if found is None:
                return Session(session_id)
            row, agent_name, state = found
            rows = sql.execute(
                select(TurnRow.text, TurnRow.reply, TurnRow.created_at)
                .where(TurnRow.session_id == session_id)
                .order_by(TurnRow.sequence.desc())
                .limit(_REMEMBERED)
            ).all()
        return Session(
            id=session_id,
            dialect=Dialect(row.dialect) if row.dialect in set(Dialect) else None,
            chosen=row.dialect_chosen,
            rate=row.rate,
            volume=row.volume,
            recent=tuple(past for past in map(_past, rows) if past is not None),
            held_by=agent_name if state == "held" else None,
        )

    def record(
        self, session: Session, turn: Turn, reply: Reply, slots: Mapping[str, str] | None = None
    ) -> Sequence[Event]:
        """Store one answered turn and what the session now remembers; gives what is to be announced.

        Raises:
            StoreError: nothing was stored.
        """
        now = datetime.now(UTC)
        with self._database.writing() as sql:
            _keep(sql, session, turn, now)
            sql.add(
                TurnRow(
                    id=reply.turn_id,
                    session_id=session.id,
                    created_at=now,
                    text=mask(turn.text),
                    topic=reply.topic.value,
                    slots={name: mask(value) for name, value in (slots or {}).items()},
                    reply=reply.model_dump(mode="json"),
                )
            )
            sql.flush()
            return [event for each in self._companions for event in each.recorded(sql, session, turn, reply)]

    def turns(self, session_id: str) -> list[tuple[str, Reply]]:
        """All turns of a session, oldest first, as (masked text, reply)."""
        with self._database.reading() as sql:
            rows = sql.execute(
                select(TurnRow.text, TurnRow.reply).where(TurnRow.session_id == session_id).order_by(TurnRow.sequence)
            ).all()
        return [(text, Reply.model_validate(reply)) for text, reply in rows]

    def forget_before(self, moment: datetime) -> int:
        """Delete the sessions nobody was heard in since ``moment``, with their turns; says how many."""
        gone = 0
        while True:
            with self._database.writing() as sql:
                unheard = select(SessionRow.id).where(SessionRow.seen_at < moment).limit(_FORGOTTEN_AT_ONCE)
                old = list(sql.scalars(unheard.with_for_update(key_share=True, skip_locked=True)))
                for each in self._companions:
                    each.forgetting(sql, old)
                sql.execute(delete(SessionRow).where(SessionRow.id.in_(old)))
            gone += len(old)
            if len(old) < _FORGOTTEN_AT_ONCE:
                return gone

    def forget(self, session_id: str) -> Sequence[Event]:
        """Delete a session with all that hangs on it; gives what is to be announced."""
        with self._database.writing() as sql:
            there = select(SessionRow.id).where(SessionRow.id == session_id).with_for_update(key_share=True)
            if sql.scalar(there) is None:
                return ()
            events = [event for each in self._companions for event in each.forgetting(sql, [session_id])]
            sql.execute(delete(SessionRow).where(SessionRow.id == session_id))
        return events


def _keep(sql: SqlSession, session: Session, turn: Turn, now: datetime) -> None:
    """Write the session's row, whether it is there or not: its first turns may come together. The row is locked."""
    what = {
        "dialect": session.dialect,
        "dialect_chosen": session.chosen,
        "rate": session.rate,
        "volume": session.volume,
        "seen_at": now,
    }
    insert = sqlite.insert(SessionRow) if sql.get_bind().dialect.name == "sqlite" else postgresql.insert(SessionRow)
    row = insert.values(id=session.id, channel=turn.channel.value, created_at=now, **what)
    sql.execute(row.on_conflict_do_update(index_elements=[SessionRow.id], set_=what))


def _past(row: Row[tuple[str, dict[str, Any], datetime]]) -> Past | None:
    """A stored turn; None for one that this version cannot read."""
    try:
        return Past(row.text, Reply.model_validate(row.reply), row.created_at)
    except ValidationError:
        return None
