"""Which items a person looking through them means."""

from __future__ import annotations

from knowledge.chinese import normalise
from knowledge.item import Item


def holds_in(item: Item, district: str | None) -> bool:
    """Whether an item holds in a district; those of the whole city do, and all do where none is given."""
    return district is None or not item.districts or district in item.districts


def mentions(item: Item, text: str | None) -> bool:
    """Whether ``text`` is written in the id, title, answer or questions of an item, in either script."""
    if text is None:
        return True
    said = (item.id, *(getattr(part, d) for part in (item.title, item.answer) for d in ("cmn", "yue")))
    return normalise(text) in normalise("\n".join((*said, *item.questions.cmn, *item.questions.yue)))
