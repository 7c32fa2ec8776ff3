"""How much each way of matching counts, and what else lifts or lowers an item."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.item import Item
from knowledge.search.bm25 import Scores

WEIGHTS: Mapping[str, float] = {
    "mandarin": 0.15,
    "written": 0.05,
    "whole": 0.15,
    "jyutping": 0.15,
    "pinyin": 0.15,
    "semantic": 0.35,
}
"""Shares of the fused score, before scaling to those that are present."""

_SAME_DISTRICT = 0.08
_OTHER_DISTRICT = 0.6
_PREFERRED_TOPIC = 0.15


def fuse(parts: Mapping[str, Scores]) -> Scores:
    """Weighted mean of the parts, each 0..1 per item."""
    total = sum(WEIGHTS[name] for name in parts)
    fused: Scores = sum(scores * (WEIGHTS[name] / total) for name, scores in parts.items())  # type: ignore[assignment]
    return fused


def adjust(fused: float, item: Item, named: tuple[str, ...], prefer_topic: str | None) -> float:
    """The fused score of ``item`` after looking at districts named in the query and the likely topic.

    An item of a named district rises, one of other districts only falls, a city-wide one stays.
    """
    if named and item.districts:
        if set(named) & set(item.districts):
            fused += _SAME_DISTRICT
        else:
            fused *= _OTHER_DISTRICT
    if prefer_topic is not None and item.topic == prefer_topic:
        fused += _PREFERRED_TOPIC
    return fused
