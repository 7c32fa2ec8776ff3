"""Locks a conversation before anything that hangs on it.

Whoever changes a conversation, its case, messages, codes or links locks the row of its session first, and keeps it
until the transaction ends: nobody waits for another in a circle, what happens in one conversation happens one after
the other, and its times follow the order in which it was committed. Whoever locks several sessions takes only those
that are free, or takes them in the order of their ids. Adding what refers to a session needs no lock, nor does
deleting rows that are free at that moment.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session as SqlSession

from bot.memory.tables import SessionRow
from bot.turn import Channel


def lock_session(sql: SqlSession, session_id: str) -> SessionRow | None:
    """The session's row, locked; None when there is none."""
    return sql.scalar(select(SessionRow).where(SessionRow.id == session_id).with_for_update(key_share=True))


def lock_or_begin_session(sql: SqlSession, session_id: str, channel: Channel) -> SessionRow:
    """The session's row, locked; made when it is not there, though several may do so at once."""
    known = lock_session(sql, session_id)
    if known is not None:
        return known
    now = datetime.now(UTC)
    insert = sqlite.insert(SessionRow) if sql.get_bind().dialect.name == "sqlite" else postgresql.insert(SessionRow)
    row = insert.values(id=session_id, channel=channel.value, created_at=now, seen_at=now)
    made = row.on_conflict_do_update(index_elements=[SessionRow.id], set_={"seen_at": now})
    return sql.scalars(made.returning(SessionRow)).one()


def lock_sessions(sql: SqlSession, session_ids: Collection[str]) -> None:
    """Lock all these sessions, waiting for each."""
    these = select(SessionRow.id).where(SessionRow.id.in_(session_ids)).order_by(SessionRow.id)
    sql.scalars(these.with_for_update(key_share=True)).all()


def lock_free_sessions(sql: SqlSession, which: ColumnElement[bool], most: int | None = None) -> list[str]:
    """Lock the sessions of that kind that nobody else has locked, ``most`` of them; gives their ids."""
    free = select(SessionRow.id).where(which).limit(most).with_for_update(key_share=True, skip_locked=True)
    return list(sql.scalars(free))
