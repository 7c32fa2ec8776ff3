"""The outbox in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session as SqlSession
from sqlalchemy.orm import aliased

from bot.memory import Database, Event
from connectors.outbox.tables import OutboxRow

LEASE = timedelta(seconds=60)
"""For how long a message is one process's to send; longer than any attempt takes."""

_LATE = timedelta(seconds=60)
"""What waits for longer than this, while attempts to reach its recipient fail, is told of."""


@dataclass(frozen=True)
class Parcel:
    """One message that this process is to send now.

    ``attempts`` that failed before; ``age`` since it was put in; ``claimed_until`` is the lease under which it is ours.
    """

    id: int
    recipient: str
    payload: Mapping[str, Any]
    attempts: int
    age: timedelta
    claimed_until: datetime
    name: str | None = None


class Undelivered(Protocol):
    """Notes that a message did not arrive, in the transaction in which the outbox writes it down."""

    def __call__(self, sql: SqlSession, name: str, /, *, for_good: bool) -> Sequence[Event]:
        """Note it, and give what is to be announced once it is committed.

        Called for messages that have a name: when one is given up (``for_good``), and again and again while one is
        late; that is to be noted once. As several may be late at once, it must wait for no conversation's lock then.
        """
        ...


def put(
    sql: SqlSession,
    recipient: str,
    payload: Mapping[str, Any],
    name: str | None = None,
    *,
    urgent: bool = False,
) -> bool:
    """Put a message in, in a transaction of the caller's.

    Args:
        sql: the transaction.
        recipient: to whom; messages of one recipient are sent in the order they were put in.
        payload: what the sender needs, JSON-serialisable.
        name: a message of this name is put in once only.
        urgent: what waits for the same recipient before it is tried now, so that it need not wait for that.

    Returns:
        Whether it was put in; False when one of that name is there.
    """
    if name and sql.scalar(select(OutboxRow.id).where(OutboxRow.name == name)):
        return False
    now = datetime.now(UTC)
    if urgent:
        _hasten(sql, recipient, now)
    sql.add(OutboxRow(recipient=recipient, payload=dict(payload), name=name, created_at=now, due_at=now))
    sql.flush()
    return True


class Outbox:
    """Messages to be sent. Blocks; thread-safe; several processes may share one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, most: int) -> list[Parcel]:
        """Up to ``most`` messages that are due, at most the oldest one of each recipient; they are this process's."""
        now = datetime.now(UTC)
        until = now + LEASE
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
                row.claimed_until = until
            return [Parcel(r.id, r.recipient, r.payload, r.attempts, now - r.created_at, until, r.name) for r in rows]

    def give_back(self, parcels: Iterable[Parcel]) -> None:
        """These were not sent, and will not be by this process: any other may take them at once."""
        with self._database.writing() as sql:
            for parcel in sorted(parcels, key=lambda parcel: parcel.id):
                sql.execute(update(OutboxRow).where(*_still_ours(parcel)).values(claimed_until=None))

    def sent(self, parcel_id: int) -> None:
        """It has arrived, whosever it is by now."""
        with self._database.writing() as sql:
            _finish(sql, parcel_id, "sent", None)

    def dead(self, parcel: Parcel, problem: str, undelivered: Undelivered | None = None) -> Sequence[Event]:
        """It can never arrive; gives what ``undelivered`` wants announced. Nothing happens when it is finished already.

        ``undelivered`` comes first in the transaction: it may lock a conversation, which is locked before all else.
        """
        with self._database.writing() as sql:
            events = undelivered(sql, parcel.name, for_good=True) if undelivered and parcel.name else ()
            if _finish(sql, parcel.id, "dead", problem):
                return events
            sql.rollback()
        return ()

    def later(
        self, parcel: Parcel, problem: str, wait: timedelta, undelivered: Undelivered | None = None
    ) -> Sequence[Event]:
        """It did not arrive now; try again after ``wait``. Gives what ``undelivered`` wants announced of what is late.

        Nothing happens when it is finished already, or another process's by now. ``undelivered`` comes first in the
        transaction, as when a message is given up.
        """
        values = {"attempts": OutboxRow.attempts + 1, "problem": problem, "claimed_until": None}
        with self._database.writing() as sql:
            events = _noted_late(sql, parcel.recipient, undelivered) if undelivered else ()
            ours = update(OutboxRow).where(*_still_ours(parcel)).returning(OutboxRow.id)
            if sql.scalar(ours.values(**values, due_at=datetime.now(UTC) + wait)) is not None:
                return events
            sql.rollback()
        return ()

    def waiting(self) -> int:
        """How many are still to be sent."""
        with self._database.reading() as sql:
            return sql.scalar(select(func.count()).select_from(OutboxRow).where(OutboxRow.state == "pending")) or 0

    def forget_before(self, moment: datetime) -> None:
        """Delete what was finished before ``moment``."""
        with self._database.writing() as sql:
            sql.execute(delete(OutboxRow).where(OutboxRow.state != "pending", OutboxRow.finished_at < moment))


def _still_ours(parcel: Parcel) -> tuple[ColumnElement[bool], ...]:
    """It is still to be sent, and under the lease under which it was claimed."""
    return OutboxRow.id == parcel.id, OutboxRow.state == "pending", OutboxRow.claimed_until == parcel.claimed_until


def _hasten(sql: SqlSession, recipient: str, now: datetime) -> None:
    """What waits for the recipient is due now, except what is put off at this moment; what is claimed was due."""
    waits = OutboxRow.recipient == recipient, OutboxRow.state == "pending", OutboxRow.due_at > now
    for row in sql.scalars(select(OutboxRow).where(*waits).with_for_update(skip_locked=True)):
        row.due_at = now


def _noted_late(sql: SqlSession, recipient: str, undelivered: Undelivered) -> Sequence[Event]:
    """Have it noted that messages to the recipient are late, those behind the one that fails as well."""
    late = OutboxRow.state == "pending", OutboxRow.created_at <= datetime.now(UTC) - _LATE
    names = select(OutboxRow.name).where(OutboxRow.recipient == recipient, *late).order_by(OutboxRow.id)
    return [event for name in sql.scalars(names).all() if name for event in undelivered(sql, name, for_good=False)]


def _finish(sql: SqlSession, parcel_id: int, state: str, problem: str | None) -> bool:
    """Whether it was still to be sent."""
    finished = sql.scalar(
        update(OutboxRow)
        .where(OutboxRow.id == parcel_id, OutboxRow.state == "pending")
        .values(state=state, problem=problem, finished_at=datetime.now(UTC), claimed_until=None)
        .returning(OutboxRow.id)
    )
    return finished is not None
