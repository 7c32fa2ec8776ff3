"""One change of the knowledge: a transaction that takes the next revision and writes items with their history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session as SqlSession

from knowledge.item import Item
from knowledge.storage.stored import Action, Status, digest_of, document_of
from knowledge.storage.tables import ItemRow, StateRow, VersionRow


class Edition:
    """Holds the lock on the knowledge until its transaction ends; a revision is taken only by who writes something.

    Args:
        sql: a transaction that writes.
        who: whose change it is.
        why: the reason, for the history.
    """

    def __init__(self, sql: SqlSession, who: str, why: str) -> None:
        self._sql = sql
        self._who = who
        self._why = why
        self.at = datetime.now(UTC)
        self.state = sql.scalars(select(StateRow).with_for_update()).one()

    @cached_property
    def revision(self) -> int:
        """The revision of this change."""
        self.state.revision += 1
        return self.state.revision

    def write(self, row: ItemRow | None, item: Item, status: Status, notes: Sequence[str], action: Action) -> ItemRow:
        """Make ``row``, or a new one where it is None, hold this."""
        if row is None:
            row = ItemRow(id=item.id)
            self._sql.add(row)
        row.kind, row.topic = item.kind, item.topic
        row.document = document_of(item)
        row.digest = digest_of(row.document)
        self.mark(row, status, notes, action)
        return row

    def is_there(self, row: ItemRow, item: Item, status: Status, notes: Sequence[str]) -> bool:
        """Whether ``row`` holds this already."""
        return (row.document, row.status, row.notes) == (document_of(item), status, _json(notes))

    def mark(self, row: ItemRow, status: Status, notes: Sequence[str], action: Action) -> None:
        """Give a row another status and other notes; its document stays, whatever is in it."""
        row.status, row.notes = status, _json(notes)
        row.revision, row.updated_at, row.updated_by = self.revision, self.at, self._who
        self.note(row.id, action, status, row.document, notes)

    def note(self, item_id: str, action: Action, status: Status, document: str, notes: Sequence[str] = ()) -> None:
        """Add an entry to the history of an item."""
        self._sql.add(
            VersionRow(
                item_id=item_id,
                revision=self.revision,
                at=self.at,
                who=self._who,
                action=action,
                why=self._why,
                status=status,
                document=document,
                notes=_json(notes),
            )
        )


def _json(notes: Sequence[str]) -> str:
    return json.dumps(list(notes), ensure_ascii=False)
