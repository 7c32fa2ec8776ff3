"""Reads the knowledge items of a database: what is published, what has changed, what they have been."""

from __future__ import annotations

from contextlib import suppress

import structlog
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session as SqlSession

from knowledge.item import Item
from knowledge.storage.database import Database
from knowledge.storage.errors import DamagedItemError, UnknownItemError
from knowledge.storage.selection import holds_in, mentions
from knowledge.storage.stored import Changes, Status, StoredItem, Version, item_of, stored_of, version_of
from knowledge.storage.tables import ItemRow, StateRow, VersionRow

log = structlog.get_logger(__name__)


class ItemReader:
    """The items in a database, for whoever changes none. Its methods block, and are thread-safe.

    All raise `StoreError` when the database fails. One damaged row spoils nothing but itself.

    Args:
        database: where they live; its tables are up to date.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def revision(self) -> int:
        """The revision of the last change."""
        with self._database.reading() as sql:
            return _revision(sql)

    def published(self) -> Changes:
        """Everything that people may be told, as a change from nothing. A damaged item is left out, and logged."""
        return self._changes(ItemRow.status == "published")

    def changes_since(self, revision: int) -> Changes:
        """What is different for people since they were answered from ``revision``; a damaged item is gone for them."""
        return self._changes(ItemRow.revision > revision)

    def _changes(self, which: ColumnElement[bool]) -> Changes:
        with self._database.reading() as sql:
            revision = _revision(sql)  # first: what is committed after this is looked at again the next time
            columns = select(ItemRow.id, ItemRow.status, ItemRow.document).where(which).order_by(ItemRow.id)
            rows = sql.execute(columns).all()
        items: list[Item] = []
        for item_id, status, document in rows:
            if status == "published":
                try:
                    items.append(item_of(item_id, document))
                except DamagedItemError as error:
                    log.error("damaged_item_left_out", item=item_id, reason=error.reason)
        gone = frozenset(row.id for row in rows) - {item.id for item in items}
        return Changes(revision, tuple(items), gone)

    def get(self, item_id: str) -> StoredItem | None:
        """The item with this id, whatever its status.

        Raises:
            DamagedItemError: what is stored of it cannot be read.
        """
        with self._database.reading() as sql:
            row = sql.get(ItemRow, item_id)
            return stored_of(row) if row else None

    def list(
        self,
        *,
        kind: str | None = None,
        topic: str | None = None,
        district: str | None = None,
        status: Status | None = None,
        text: str | None = None,
    ) -> tuple[StoredItem, ...]:
        """The items that pass every filter given, by id; damaged ones are left out, `damaged` names them.

        Args:
            kind: only items of this kind.
            topic: only items of this topic.
            district: only items that hold there; those of the whole city do.
            status: only items of this status.
            text: only items in whose id, title, answer or questions this is written, in either script.
        """
        wanted = [
            column == value
            for column, value in ((ItemRow.kind, kind), (ItemRow.topic, topic), (ItemRow.status, status))
            if value is not None
        ]
        with self._database.reading() as sql:
            rows = sql.scalars(select(ItemRow).where(*wanted).order_by(ItemRow.id)).all()
        found: list[StoredItem] = []
        for row in rows:
            with suppress(DamagedItemError):
                found.append(stored_of(row))
        return tuple(one for one in found if holds_in(one.item, district) and mentions(one.item, text))

    def revisions(self) -> dict[str, int]:
        """The ids of all items, damaged ones too, each with the revision of its last change."""
        with self._database.reading() as sql:
            return {item_id: revision for item_id, revision in sql.execute(select(ItemRow.id, ItemRow.revision))}

    def damaged(self) -> dict[str, str]:
        """The ids whose rows cannot be read, each with the reason."""
        reasons: dict[str, str] = {}
        with self._database.reading() as sql:
            rows = sql.scalars(select(ItemRow).order_by(ItemRow.id)).all()
        for row in rows:
            try:
                stored_of(row)
            except DamagedItemError as error:
                reasons[row.id] = error.reason
        return reasons

    def offered(self) -> dict[str, int]:
        """The ids of which the program brought another version after the staff's last change, with its revision."""
        newest = func.max(VersionRow.revision)
        with self._database.reading() as sql:
            rows = sql.execute(
                select(VersionRow.item_id, newest)
                .join(ItemRow, ItemRow.id == VersionRow.item_id)
                .where(VersionRow.action == "offered", VersionRow.revision > ItemRow.revision)
                .group_by(VersionRow.item_id)
                .order_by(VersionRow.item_id)
            ).all()
        return {item_id: revision for item_id, revision in rows}

    def history(self, item_id: str) -> tuple[Version, ...]:
        """What happened to an item, newest first.

        Raises:
            UnknownItemError: there is none.
        """
        with self._database.reading() as sql:
            row_of(sql, item_id)
            entries = select(VersionRow).where(VersionRow.item_id == item_id).order_by(VersionRow.revision.desc())
            return tuple(version_of(row) for row in sql.scalars(entries))


def row_of(sql: SqlSession, item_id: str) -> ItemRow:
    """The row of an item.

    Raises:
        UnknownItemError: there is none.
    """
    row = sql.get(ItemRow, item_id)
    if row is None:
        raise UnknownItemError(item_id)
    return row


def _revision(sql: SqlSession) -> int:
    return sql.scalars(select(StateRow.revision)).one()
