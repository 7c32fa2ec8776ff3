"""The outbox in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session as SqlSession
from sqlalchemy.orm import aliased

from bot.memory import Database, Event
from connectors.outbox.tables import OutboxRow

LEASE = timedelta(seconds=60)
"""For how long a message is one process's to send; longer than any attempt takes."""


@dataclass(frozen=True)
class Parcel:
    """One message that this process is to send now. ``attempts`` that failed before; ``age`` since it was put in."""

    id: int
    recipient: str
    payload: Mapping[str, Any]
    attempts: int
    age: timedelta
    name: str | None = None


Undelivered = Callable[[SqlSession, Parcel], Sequence[Event]]
"""Called in the transaction in which a message is given up; gives what is to be announced once it is committed."""


def put(
    sql: SqlSession,
    recipient: str,
    payload: Mapping[str, Any],
    name: str | None = None,
    delay: timedelta = timedelta(0),
) -> bool:
    """Put a message in, in a transaction of the caller's.

    Args:
        sql: the transaction.
        recipient: to whom; messages of one recipient are sent in the order they were put in.
        payload: what the sender needs, JSON-serialisable.
        name: a message of this name is put in once only.
        delay: how long it waits first, and with it what is put in for the same recipient after it.

    Returns:
        Whether it was put in; False when one of that name is there.
    """
    if name and sql.scalar(select(OutboxRow.id).where(OutboxRow.name == name)):
        return False
    now = datetime.now(UTC)
    sql.add(OutboxRow(recipient=recipient, payload=dict(payload), name=name, created_at=now, due_at=now + delay))
    sql.flush()
    return True


class Outbox:
    """Messages to be sent. Blocks; thread-safe; several processes may share one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, most: int) -> list[Parcel]:
        """Up to ``most`` messages that are due, at most the oldest one of each recipient; they are this process's."""
        now = datetime.now(UTC)
        earlier = aliased(OutboxRow)
        first = ~exists().where(
            earlier.recipient == OutboxRow.recipient, earlier.state == "pending", earlier.id < OutboxRow.id
        )
        free = or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until < now)
        due = (
            select(OutboxRow)
            .where(OutboxRow.state == "pending", OutboxRow.due_at <= now, free, first)
            .order_by(OutboxRow.due_at, OutboxRow.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        with self._database.writing() as sql:
            rows = list(sql.scalars(due))
            for row in rows:
                row.claimed_until = now + LEASE
            return [Parcel(r.id, r.recipient, r.payload, r.attempts, now - r.created_at, r.name) for r in rows]

    def sent(self, parcel_id: int) -> None:
        """It has arrived."""
        with self._database.writing() as sql:
            _finish(sql, parcel_id, "sent", None)

    def dead(self, parcel: Parcel, problem: str, undelivered: Undelivered | None = None) -> Sequence[Event]:
        """It can never arrive; gives what ``undelivered`` wants announced. Nothing happens when it is finished already.

        ``undelivered`` comes first in the transaction: it may lock a conversation, which is locked before all else.
        """
        with self._database.writing() as sql:
            events = undelivered(sql, parcel) if undelivered else ()
            if _finish(sql, parcel.id, "dead", problem):
                return events
            sql.rollback()
        return ()

    def later(self, parcel_id: int, problem: str, wait: timedelta) -> None:
        """It did not arrive now; try again after ``wait``."""
        values = {"attempts": OutboxRow.attempts + 1, "problem": problem, "claimed_until": None}
        with self._database.writing() as sql:
            due = datetime.now(UTC) + wait
            sql.execute(update(OutboxRow).where(OutboxRow.id == parcel_id).values(**values, due_at=due))

    def waiting(self) -> int:
        """How many are still to be sent."""
        with self._database.reading() as sql:
            return sql.scalar(select(func.count()).select_from(OutboxRow).where(OutboxRow.state == "pending")) or 0

    def forget_before(self, moment: datetime) -> None:
        """Delete what was finished before ``moment``."""
        with self._database.writing() as sql:
            sql.execute(delete(OutboxRow).where(OutboxRow.state != "pending", OutboxRow.finished_at < moment))


def _finish(sql: SqlSession, parcel_id: int, state: str, problem: str | None) -> bool:
    """Whether it was still to be sent."""
    finished = sql.scalar(
        update(OutboxRow)
        .where(OutboxRow.id == parcel_id, OutboxRow.state == "pending")
        .values(state=state, problem=problem, finished_at=datetime.now(UTC), claimed_until=None)
        .returning(OutboxRow.id)
    )
    return finished is not None
