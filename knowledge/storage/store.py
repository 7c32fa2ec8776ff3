"""Keeps the knowledge items: every change has an author, a reason and a revision, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session as SqlSession

from knowledge.item import Item
from knowledge.loading import load_items
from knowledge.storage import postgres
from knowledge.storage.edition import Edition
from knowledge.storage.errors import ConflictError, ReservedNameError, UnknownItemError
from knowledge.storage.reading import ItemReader, row_of
from knowledge.storage.seeding import SeedReport, digest_of_files, seed
from knowledge.storage.stored import SHIPPED, Status, StoredItem, item_of, stored_of, version_of
from knowledge.storage.tables import ItemRow, StateRow, VersionRow

_MIGRATIONS = Path(__file__).parent / "migrations"

_SEEDING_WAIT_S = 60.0
"""Longest wait for another process that takes in the shipped items; then `StoreError`."""


class ItemStore(ItemReader):
    """The items in a database, for whoever changes them; call `migrate` before anything else.

    Every change takes the next revision. Changes become visible in the order of their revisions, so that whoever has
    seen one has seen all before it.
    """

    def migrate(self) -> None:
        """Bring the tables up to date.

        Raises:
            StoreError: the database cannot be reached or migrated.
        """
        self._database.upgrade(_MIGRATIONS)

    def seed_from(self, folder: Path, *, withdraw_missing: bool = False) -> SeedReport:
        """Take in the items of a folder; its files are not even read as items when none has changed since.

        When many items are missing in it, they stay as they are, unless ``withdraw_missing``, and the report names
        them; so it does the next time.

        Raises:
            ItemError: the folder or an item has a fault; nothing was taken in.
        """
        digest = digest_of_files(folder)
        with self._database.reading() as sql:
            if sql.scalar(select(StateRow.seeded_digest)) == digest:
                return SeedReport()
        return self.seed(load_items(folder), files_digest=digest, withdraw_missing=withdraw_missing)

    def seed(
        self, items: Sequence[Item], *, files_digest: str | None = None, withdraw_missing: bool = False
    ) -> SeedReport:
        """Take in the items that come with the program; what the staff changed stays theirs.

        ``files_digest`` names the files that they were read from; when those are taken in already, nothing is done.
        ``withdraw_missing``: as in `seed_from`.
        """
        with self._taking_in() as (sql, edition):
            if files_digest is not None and edition.state.seeded_digest == files_digest:
                return SeedReport()
            report = seed(sql, edition, items, withdraw_missing=withdraw_missing)
            edition.state.seeded_digest = None if report.missing else files_digest
            return report

    def save(
        self,
        item: Item,
        *,
        who: str,
        why: str,
        status: Status,
        notes: Sequence[str] = (),
        expected_revision: int | None = None,
    ) -> StoredItem:
        """Make the item of this id what is given, new or not. Saving what is there already changes nothing.

        An item that is saved as a draft is no longer told to people until it is published.

        Args:
            item: what is to be there.
            who: whose change it is.
            why: the reason, for the history.
            status: what it is from now on.
            notes: what a reviewer must look at.
            expected_revision: the one the change is based on, 0 for an item that must not be there yet.
                None: whatever is there is replaced.

        Raises:
            ConflictError: the item has another revision by now.
            ReservedNameError: ``who`` is the program's name; all changes by people raise it.
        """
        with self._changing(who, why) as (sql, edition):
            return _put(sql, edition, item, status, notes, expected_revision)

    def save_all(
        self, items: Sequence[Item], *, who: str, why: str, status: Status, expected_revisions: Mapping[str, int]
    ) -> tuple[StoredItem, ...]:
        """Save several items as one change: unless all of them can be saved, none is.

        Args:
            items: what is to be there, each under an id of its own.
            who: whose change it is.
            why: the reason, for the history.
            status: what they are from now on.
            expected_revisions: by id, the one the change is based on; an item that is not named must not be there yet.

        Raises:
            ConflictError: an item has another revision by now.
        """
        with self._changing(who, why) as (sql, edition):
            return tuple(_put(sql, edition, item, status, (), expected_revisions.get(item.id, 0)) for item in items)

    def publish(self, item_id: str, *, who: str, why: str = "") -> StoredItem:
        """Let people be told an item from now on; the notes for its reviewer are done with.

        Raises:
            UnknownItemError: there is none.
            DamagedItemError: it cannot be read.
        """
        with self._changing(who, why) as (sql, edition):
            row = row_of(sql, item_id)
            item_of(item_id, row.document)
            if row.status != "published":
                edition.mark(row, "published", (), "published")
            return stored_of(row)

    def withdraw(self, item_id: str, *, who: str, why: str) -> None:
        """Let nobody be told an item any more; a damaged one can be withdrawn as well.

        Raises:
            UnknownItemError: there is none.
        """
        with self._changing(who, why) as (sql, edition):
            row = row_of(sql, item_id)
            if row.status != "withdrawn":
                edition.mark(row, "withdrawn", (), "withdrawn")

    def restore(self, item_id: str, revision: int, *, who: str, why: str = "") -> StoredItem:
        """Make an item what it was, or what the program offered, at a revision of its history, status included.

        Raises:
            UnknownItemError: there is no such item or revision of it.
            DamagedItemError: that revision cannot be read.
        """
        with self._changing(who, why or f"revision {revision} again") as (sql, edition):
            row = row_of(sql, item_id)
            entry = sql.scalar(select(VersionRow).where(VersionRow.item_id == item_id, VersionRow.revision == revision))
            if entry is None:
                raise UnknownItemError(item_id, revision)
            version = version_of(entry)
            item = item_of(item_id, entry.document)
            return stored_of(edition.write(row, item, version.status, version.notes, "restored"))

    @contextmanager
    def _changing(self, who: str, why: str) -> Iterator[tuple[SqlSession, Edition]]:
        """A change by a person."""
        if who.strip().casefold() == SHIPPED:
            raise ReservedNameError(who)
        with self._database.writing() as sql:
            yield sql, Edition(sql, who, why)

    @contextmanager
    def _taking_in(self) -> Iterator[tuple[SqlSession, Edition]]:
        """A change by the program."""
        with self._database.writing() as sql:
            if sql.get_bind().dialect.name == "postgresql":
                postgres.be_patient(sql.connection(), _SEEDING_WAIT_S)
            yield sql, Edition(sql, SHIPPED, "came with the program")


def _put(
    sql: SqlSession,
    edition: Edition,
    item: Item,
    status: Status,
    notes: Sequence[str],
    expected_revision: int | None,
) -> StoredItem:
    """Make the item of this id what is given, unless it is that already or has another revision than expected."""
    row = sql.get(ItemRow, item.id)
    if expected_revision is not None and expected_revision != (row.revision if row else 0):
        raise ConflictError(item.id, row.revision if row else 0, row.updated_by if row else None)
    if row is None or not edition.is_there(row, item, status, notes):
        row = edition.write(row, item, status, notes, "saved")
    return stored_of(row)
