"""What the store gives back: items with what surrounds them, and what changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from knowledge.item import Item
from knowledge.storage.errors import DamagedItemError
from knowledge.storage.tables import ItemRow, VersionRow

Status = Literal["draft", "published", "withdrawn"]
"""Only published items are found and told; drafts wait for a reviewer; nothing is ever deleted."""

Action = Literal["shipped", "offered", "saved", "published", "withdrawn", "restored"]
"""What happened: ``shipped`` came with the program; ``offered`` did too, but the staff's own version stayed."""

Origin = Literal["shipped", "edited", "own"]
"""As it came with the program, changed from that by the staff, or the staff's own."""

SHIPPED = "shipped"
"""Who makes the changes that come with the program."""

_NO_TEXT = "\ufffd"
"""Stands where bytes were read that are no text."""

_NOTES = TypeAdapter(tuple[str, ...])
_STATUS: TypeAdapter[Status] = TypeAdapter(Status)
_ACTION: TypeAdapter[Action] = TypeAdapter(Action)


@dataclass(frozen=True)
class StoredItem:
    """An item in the store.

    ``notes`` are what a reviewer of a draft must look at. ``revision`` is that of its last change.
    """

    item: Item
    status: Status
    notes: tuple[str, ...]
    revision: int
    updated_at: datetime
    updated_by: str
    origin: Origin


@dataclass(frozen=True)
class Version:
    """One entry of an item's history, with what it was after it.

    ``item`` is None where that cannot be read; ``notes`` are what a reviewer had to look at.
    """

    revision: int
    at: datetime
    who: str
    action: Action
    why: str
    status: Status
    item: Item | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """What is different at ``revision``: items to be found from now on as they are here, ids no longer to be found."""

    revision: int
    items: tuple[Item, ...]
    gone: frozenset[str]


def document_of(item: Item) -> str:
    """The item as JSON; what has its default is left out, so that new optional fields change no stored document."""
    return item.model_dump_json(exclude_defaults=True)


def digest_of(document: str) -> str:
    """Names the content of a stored document."""
    return hashlib.sha256(document.encode()).hexdigest()


def item_of(item_id: str, document: str) -> Item:
    """The item in a stored document.

    Raises:
        DamagedItemError: it is none, or that of another id.
    """
    if _NO_TEXT in document:
        raise DamagedItemError(item_id, "some of its characters are lost")
    try:
        item = Item.model_validate_json(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "document"
        raise DamagedItemError(item_id, f"{where}: {first['msg']}") from None
    if item.id != item_id:
        raise DamagedItemError(item_id, f"it holds {item.id!r}")
    return item


def stored_of(row: ItemRow) -> StoredItem:
    """A row of the table.

    Raises:
        DamagedItemError: it cannot be read.
    """
    item = item_of(row.id, row.document)
    try:
        notes = _NOTES.validate_json(row.notes)
        status = _STATUS.validate_python(row.status)
    except ValidationError as error:
        raise DamagedItemError(row.id, f"notes or status: {error.errors()[0]['msg']}") from None
    return StoredItem(item, status, notes, row.revision, row.updated_at, row.updated_by, _origin(row))


def version_of(row: VersionRow) -> Version:
    """An entry of the history."""
    item: Item | None
    try:
        item = item_of(row.item_id, row.document)
    except DamagedItemError:
        item = None
    action, status = _ACTION.validate_python(row.action), _STATUS.validate_python(row.status)
    notes = _NOTES.validate_json(row.notes)
    return Version(row.revision, row.at, row.who, action, row.why, status, item, notes)


def _origin(row: ItemRow) -> Origin:
    if row.shipped_digest is None:
        return "own"
    return "shipped" if row.shipped_digest == row.digest else "edited"
