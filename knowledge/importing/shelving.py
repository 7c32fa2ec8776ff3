"""Puts drafts into the store: new, updated, unchanged, or beside an item that people have taken over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from knowledge.flat import differences
from knowledge.importing.drafting import Draft, document_prefix
from knowledge.importing.drafting.notes import note
from knowledge.item import Item

if TYPE_CHECKING:
    from knowledge.storage import ItemStore, StoredItem, Version

Outcome = Literal["new", "updated", "unchanged", "beside", "kept"]
"""``beside``: the item is published, or edited by a person, so the change waits in a draft of its own. ``kept``: so is
that draft, and nothing was written."""

_BESIDE = "-update"
_WHY = "imported from {name} [{fingerprint}]"
_IMPORTED = re.compile(r"^imported from .* \[([0-9a-f]{16})\]$", re.S)
_MOVES = {"verified_on", "source.page", "source.section"}
"""What changes with every import, or when something else moves in the document."""


@dataclass(frozen=True)
class Shelved:
    """What became of one draft; ``item`` is as it is, or would be, in the store."""

    item: Item
    notes: tuple[str, ...]
    outcome: Outcome


@dataclass(frozen=True)
class _Standing:
    """What the store has under one id: the item, and what was imported into it last, if nobody changed it since."""

    stored: StoredItem
    fingerprint: str | None
    revision: int
    touched: bool


@dataclass(frozen=True)
class Shelf:
    """The store, for the drafts of one file.

    All methods raise `ItemStoreError` or `StoreError` when something cannot be read or written.

    Attributes:
        store: where items live.
        who: whose import it is.
        name: of the file, for the history.
        dry: only say what would become of them.
    """

    store: ItemStore
    who: str
    name: str
    dry: bool = False

    def put(self, draft: Draft) -> Shelved:
        """Write one draft, unless what the document says is in the store already."""
        there = self._standing(draft.item.id)
        if there is None:
            return self._save(draft.item, draft, draft.notes, "new", 0)
        beside = self._standing(draft.item.id + _BESIDE)
        if draft.fingerprint == there.fingerprint and (beside is None or beside.revision < there.revision):
            return Shelved(there.stored.item, there.stored.notes, "unchanged")
        if not there.touched:
            return self._save(draft.item, draft, draft.notes, "updated", there.stored.revision)
        return self._beside(draft, there, beside)

    def vanished(self, identity: str, shelved: Sequence[Shelved]) -> Iterator[StoredItem]:
        """The items that came of the document before and do not now; they stay as they are."""
        came = {one.item.id.removesuffix(_BESIDE) for one in shelved}
        prefix = document_prefix(identity)
        for stored in self.store.list():
            plain = stored.item.id.removesuffix(_BESIDE)
            if plain.startswith(prefix) and plain not in came and stored.status != "withdrawn":
                yield stored

    def _beside(self, draft: Draft, there: _Standing, beside: _Standing | None) -> Shelved:
        """Keep the draft next to an item that is people's by now."""
        if beside is not None:
            if beside.fingerprint == draft.fingerprint:
                return Shelved(beside.stored.item, beside.stored.notes, "unchanged")
            if beside.touched and beside.stored.status != "withdrawn":
                return Shelved(beside.stored.item, beside.stored.notes, "kept")
        item = draft.item.model_copy(update={"id": draft.item.id + _BESIDE})
        changed = [name for name in differences(there.stored.item, draft.item) if name not in _MOVES]
        told = note("update_of", id=draft.item.id, changes="、".join(changed) or "—")
        return self._save(item, draft, (told, *draft.notes), "beside", beside.stored.revision if beside else 0)

    def _save(self, item: Item, draft: Draft, notes: tuple[str, ...], outcome: Outcome, revision: int) -> Shelved:
        if not self.dry:
            why = _WHY.format(name=self.name, fingerprint=draft.fingerprint)
            self.store.save(item, who=self.who, why=why, status="draft", notes=notes, expected_revision=revision)
        return Shelved(item, notes, outcome)

    def _standing(self, item_id: str) -> _Standing | None:
        stored = self.store.get(item_id)
        if stored is None:
            return None
        history = self.store.history(item_id)
        imported = next((version for version in history if _fingerprint(version)), None)
        touched = stored.status != "draft" or not history or imported is not history[0]
        return _Standing(
            stored, _fingerprint(imported) if imported else None, imported.revision if imported else 0, touched
        )


def _fingerprint(version: Version) -> str | None:
    found = _IMPORTED.match(version.why)
    return found.group(1) if found else None
