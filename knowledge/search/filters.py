"""Which items may be found at all: masks by topic, district and kind, made once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.item import Item

Mask = NDArray[np.bool_]


class Filters:
    """Masks over a fixed list of items."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._all: Mask = np.ones(len(items), dtype=np.bool_)
        self._none: Mask = np.zeros(len(items), dtype=np.bool_)
        self._topics = _masks(items, lambda item: (item.topic,))
        self._kinds = _masks(items, lambda item: (item.kind,))
        self._everywhere: Mask = np.array([not item.districts for item in items], dtype=np.bool_)
        self._districts = _masks(items, lambda item: item.districts)

    def allowed(
        self, topic: str | None = None, district: str | None = None, kinds: Collection[str] | None = None
    ) -> Mask:
        """Mask of the items that pass; an item of the whole city passes every district."""
        mask = self._all
        if topic is not None:
            mask = mask & self._topics.get(topic, self._none)
        if district is not None:
            mask = mask & (self._everywhere | self._districts.get(district, self._none))
        if kinds is not None:
            mask = mask & np.logical_or.reduce([self._none, *(self._kinds.get(k, self._none) for k in kinds)])
        return mask


def _masks(items: Sequence[Item], values: Callable[[Item], Collection[str]]) -> dict[str, Mask]:
    """For each value that any item has, which items have it."""
    masks: dict[str, Mask] = {}
    for number, item in enumerate(items):
        for value in values(item):
            masks.setdefault(value, np.zeros(len(items), dtype=np.bool_))[number] = True
    return masks
