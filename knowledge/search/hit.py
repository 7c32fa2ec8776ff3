"""What a search gives back."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.item import Item


@dataclass(frozen=True)
class Hit:
    """An item found, with the reason.

    Attributes:
        score: calibrated probability, 0..1, that the item answers the query.
        parts: what each way of matching gave, each 0..1; their weighted sum ``fused``, which a named district lifts,
            at most to 1.08; and ``foreign``, that sum for what no item answers.
        matched: the pieces of the query, in Mandarin wording, that the item contains, in the query's order.
        asked: the item's title or question that is most like the query.
        also: ids of items further down that say the same; they are not given as hits of their own.
    """

    item: Item
    score: float
    parts: dict[str, float]
    matched: tuple[str, ...]
    asked: str = ""
    also: tuple[str, ...] = ()
