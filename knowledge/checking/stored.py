"""What the store itself tells: damaged rows, drafts that wait, shipped versions that the staff have not taken over."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checking.finding import Finding
from knowledge.storage import ItemReader


def stored(reader: ItemReader) -> Iterator[Finding]:
    """What in the database waits for a person.

    Raises:
        StoreError: the database failed.
    """
    for item_id, reason in reader.damaged().items():
        yield Finding("damaged", (item_id,), f"cannot be read: {reason}")
    for draft in reader.list(status="draft"):
        yield Finding("draft", (draft.item.id,), "; ".join(draft.notes) or "waits to be published")
    for item_id, revision in reader.offered().items():
        yield Finding("offered", (item_id,), f"the program brought another version, revision {revision}")
