"""Reads and writes conversations; a turn is on disk before its reply leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Row, and_, delete, select

from bot.memory.companion import Companion, Event
from bot.memory.database import Database
from bot.memory.locking import lock_free_sessions, lock_or_begin_session, lock_session
from bot.memory.session import Past, Session
from bot.memory.tables import CaseRow, SessionRow, TurnRow
from bot.privacy import mask
from bot.reply import Reply
from bot.turn import Dialect, Turn

_REMEMBERED = 8
"""Turns looked back on: for what is said again, what a short follow-up continues, a swindle told in pieces."""

_FORGOTTEN_AT_ONCE = 500


class HeldChangedError(Exception):
    """Since the session was loaded an agent has taken the conversation, or left it; ``holder``: who has it now."""

    def __init__(self, holder: str | None) -> None:
        super().__init__(holder)
        self.holder = holder


class ConversationStore:
    """Conversations in a database. Its methods block; they are thread-safe.

    The session is locked before its companions write what is theirs, as `bot.memory.locking` says.

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
        loaded = Session(
            id=session_id,
            dialect=Dialect(row.dialect) if row.dialect in set(Dialect) else None,
            chosen=row.dialect_chosen,
            rate=row.rate,
            volume=row.volume,
            recent=tuple(past for past in map(_past, rows) if past is not None),
            held_by=agent_name if state == "held" else None,
        )
        return replace(loaded, loaded=loaded)

    def record(
        self,
        session: Session,
        turn: Turn,
        reply: Reply,
        slots: Mapping[str, str] | None = None,
        *,
        whoever_holds: bool = False,
    ) -> Sequence[Event]:
        """Store one answered turn and what it changed in the session; gives what is to be announced.

        ``whoever_holds``: even when an agent has come or gone since the session was loaded.

        Raises:
            HeldChangedError: an agent has come or gone; nothing was stored.
            StoreError: nothing was stored.
        """
        with self._database.writing() as sql:
            row = lock_or_begin_session(sql, session.id, turn.channel)
            held = CaseRow.session_id == session.id, CaseRow.state == "held"
            holder = sql.scalar(select(CaseRow.agent_name).where(*held))
            if holder != session.held_by and not whoever_holds:
                raise HeldChangedError(holder)
            now = datetime.now(UTC)
            _keep(row, session, now)
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
                old = lock_free_sessions(sql, SessionRow.seen_at < moment, _FORGOTTEN_AT_ONCE)
                for each in self._companions:
                    each.forgetting(sql, old)
                sql.execute(delete(SessionRow).where(SessionRow.id.in_(old)))
            gone += len(old)
            if len(old) < _FORGOTTEN_AT_ONCE:
                return gone

    def forget(self, session_id: str) -> Sequence[Event]:
        """Delete a session with all that hangs on it; gives what is to be announced."""
        with self._database.writing() as sql:
            if lock_session(sql, session_id) is None:
                return ()
            events = [event for each in self._companions for event in each.forgetting(sql, [session_id])]
            sql.execute(delete(SessionRow).where(SessionRow.id == session_id))
        return events


def _keep(row: SessionRow, session: Session, now: datetime) -> None:
    """Write what this turn changed, and nothing that another may have changed meanwhile."""
    row.seen_at = now
    before = session.loaded or Session(session.id)
    chosen_meanwhile = row.dialect_chosen and not session.chosen
    if session.dialect != before.dialect and not chosen_meanwhile:
        row.dialect = session.dialect.value if session.dialect else None
    if session.chosen != before.chosen:
        row.dialect_chosen = session.chosen
    if session.rate != before.rate:
        row.rate = session.rate
    if session.volume != before.volume:
        row.volume = session.volume


def _past(row: Row[tuple[str, dict[str, Any], datetime]]) -> Past | None:
    """A stored turn; None for one that this version cannot read."""
    try:
        return Past(row.text, Reply.model_validate(row.reply), row.created_at)
    except ValidationError:
        return None
