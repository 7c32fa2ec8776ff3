"""What a search gives back."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.item import Item


@dataclass(frozen=True)
class Hit:
    """An item found, with the reason.

    Attributes:
        score: calibrated probability, 0..1, that the item answers the query.
        parts: what each way of matching gave, each 0..1, and their weighted sum ``fused``.
        matched: the pieces of the query that the item contains, in the query's order.
    """

    item: Item
    score: float
    parts: dict[str, float]
    matched: tuple[str, ...]
