"""Takes in the items that come with the program; what the staff changed stays theirs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session as SqlSession

from knowledge.item import Item
from knowledge.loading import item_files
from knowledge.storage.edition import Edition
from knowledge.storage.stored import SHIPPED, digest_of, document_of
from knowledge.storage.tables import ItemRow

_RULES = 1
"""Raised when items that have not changed must be taken in again."""


@dataclass(frozen=True)
class SeedReport:
    """What came of the shipped items, by id.

    ``kept``: the staff's version stays although the program brings another, or none any more. What it brings is in the
    item's history.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

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


def seed(sql: SqlSession, edition: Edition, items: Iterable[Item]) -> SeedReport:
    """Make the untouched items those that are shipped now: new and changed ones come in, missing ones go."""
    rows = {row.id: row for row in sql.scalars(select(ItemRow))}
    came: dict[str, list[str]] = {"added": [], "updated": [], "withdrawn": [], "kept": []}
    shipped = {item.id: item for item in items}
    for item in shipped.values():
        outcome = _take_in(edition, rows.get(item.id), item)
        if outcome:
            came[outcome].append(item.id)
    for row in rows.values():
        if row.shipped_digest is None or row.id in shipped:
            continue
        if _touched(row):
            came["kept"].append(row.id)
        elif row.status == "published":
            edition.mark(row, "withdrawn", (), "shipped")
            came["withdrawn"].append(row.id)
    return SeedReport(**{outcome: tuple(ids) for outcome, ids in came.items()})


def _take_in(edition: Edition, row: ItemRow | None, item: Item) -> str | None:
    """Take in one shipped item; says what came of it, None when nothing is different."""
    document = document_of(item)
    digest = digest_of(document)
    if row is None:
        edition.write(None, item, "published", (), "shipped").shipped_digest = digest
        return "added"
    touched, known = _touched(row), row.shipped_digest
    row.shipped_digest = digest
    if not touched and (row.digest != digest or row.status != "published"):
        edition.write(row, item, "published", (), "shipped")
        return "updated"
    if not touched or row.digest == digest:
        return None
    if known != digest:
        edition.note(row.id, "offered", "published", document)
    return "kept"


def _touched(row: ItemRow) -> bool:
    """Whether the staff made the item what it is."""
    if row.shipped_digest is None or row.digest != row.shipped_digest:
        return True
    return row.status != "published" and row.updated_by != SHIPPED
