"""Takes in the items that come with the program; what the staff changed stays theirs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import and_, select
from sqlalchemy.orm import Session as SqlSession

from knowledge.item import Item
from knowledge.loading import item_files
from knowledge.storage.edition import Edition
from knowledge.storage.stored import digest_of, document_of
from knowledge.storage.tables import ItemRow, VersionRow

_RULES = 1
"""Raised when items that have not changed must be taken in again."""


_FEW = 5
_SHARE = 0.1
"""Of the published items that came with the program, more than this share, and more than a few, do not go unasked."""


@dataclass(frozen=True)
class SeedReport:
    """What came of the shipped items, by id.

    ``kept``: the staff's version stays although the program brings another, or none any more. What it brings is in the
    item's history. ``missing``: not shipped any more, but published still, because so many would go at once that the
    files are rather the wrong ones.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def changed(self) -> int:
        """How many items people are answered differently from."""
        return len(self.added) + len(self.updated) + len(self.withdrawn)


def digest_of_files(folder: Path) -> str:
    """Names what is in all item files of a folder, without reading it as items."""
    state = hashlib.sha256(str(_RULES).encode())
    for path in item_files(folder):
        try:
            content = path.read_bytes()
        except OSError:
            continue  # reading it as items says what is wrong with it
        state.update(f"\0{path.relative_to(folder)}\0{len(content)}\0".encode())
        state.update(content)
    return state.hexdigest()


def seed(sql: SqlSession, edition: Edition, items: Iterable[Item], *, withdraw_missing: bool = False) -> SeedReport:
    """Make the untouched items those that are shipped now: new and changed ones come in, missing ones go.

    Args:
        sql: the transaction of ``edition``.
        edition: the program's change.
        items: what is shipped.
        withdraw_missing: let the missing ones go however many they are.
    """
    rows = {row.id: row for row in sql.scalars(select(ItemRow))}
    ours = _changed_last_by_the_program(sql)
    came: dict[str, list[str]] = {"added": [], "updated": [], "kept": []}
    shipped = {item.id: item for item in items}
    before = [row for row in rows.values() if row.shipped_digest is not None]
    published = sum(row.status == "published" for row in before)
    for item in shipped.values():
        outcome = _take_in(edition, rows.get(item.id), item, item.id in ours)
        if outcome:
            came[outcome].append(item.id)
    absent = [row for row in before if row.id not in shipped]
    came["kept"] += [row.id for row in absent if row.id not in ours]
    going = [row for row in absent if row.id in ours and row.status == "published"]
    ids = tuple(row.id for row in going)
    report = SeedReport(**{outcome: tuple(of) for outcome, of in came.items()})
    if len(going) > max(_FEW, _SHARE * published) and not withdraw_missing:
        return replace(report, missing=ids)
    for row in going:
        edition.mark(row, "withdrawn", (), "shipped")
    return replace(report, withdrawn=ids)


def _changed_last_by_the_program(sql: SqlSession) -> set[str]:
    """The ids of the items that are what the program made them, and nobody else since."""
    last = and_(VersionRow.item_id == ItemRow.id, VersionRow.revision == ItemRow.revision)
    return set(sql.scalars(select(ItemRow.id).join(VersionRow, last).where(VersionRow.action == "shipped")))


def _take_in(edition: Edition, row: ItemRow | None, item: Item, ours: bool) -> str | None:
    """Take in one shipped item; says what came of it, None when nothing is different.

    An item that the staff published just as the program brought it last follows the program, as do those that are
    ``ours``.
    """
    document = document_of(item)
    digest = digest_of(document)
    if row is None:
        edition.write(None, item, "published", (), "shipped").shipped_digest = digest
        return "added"
    known = row.shipped_digest
    follows = ours or (row.digest == known and row.status == "published")
    row.shipped_digest = digest
    if follows and (row.digest != digest or row.status != "published"):
        edition.write(row, item, "published", (), "shipped")
        return "updated"
    if follows or row.digest == digest:
        return None
    if known != digest:
        edition.note(row.id, "offered", "published", document)
    return "kept"
