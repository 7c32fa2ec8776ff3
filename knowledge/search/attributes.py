"""What can be asked of items without looking at their texts: topic, kind, districts, when they hold."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from knowledge.item import District, Item, Kind, ServiceTopic

Mask = NDArray[np.bool_]

_TOPICS: Sequence[str] = get_args(ServiceTopic)
_KINDS: Sequence[str] = get_args(Kind)
_DISTRICTS: Sequence[str] = get_args(District)
_COLUMNS = 5
_ALWAYS = (date.min.toordinal(), date.max.toordinal())


class AttributesBuilder:
    """Gathers the columns item by item."""

    def __init__(self) -> None:
        self._cells = array("i")

    def add(self, item: Item) -> None:
        """Take in an item."""
        self._cells.extend(_row(item))

    def build(self) -> Attributes:
        """The columns of all that were added."""
        return Attributes(np.array(self._cells, dtype=np.int32).reshape(-1, _COLUMNS))


class Attributes:
    """Columns over a fixed list of items, shape (items, columns)."""

    def __init__(self, rows: NDArray[np.int32]) -> None:
        self._topics, self._kinds, self._districts, self._from, self._until = np.ascontiguousarray(rows.T)

    def allowed(
        self, topic: str | None = None, district: str | None = None, kinds: Collection[str] | None = None
    ) -> Mask:
        """Mask of the items that pass; an item of the whole city passes every district."""
        mask = np.ones(len(self._topics), dtype=np.bool_)
        if topic is not None:
            mask &= self._topics == _place(_TOPICS, topic)
        if kinds is not None:
            mask &= np.isin(self._kinds, [_place(_KINDS, kind) for kind in kinds])
        if district is not None:
            mask &= ~self.local() | self.of_districts([district])
        return mask

    def of_topic(self, topic: str) -> Mask:
        """Items of this topic."""
        mask: Mask = self._topics == _place(_TOPICS, topic)
        return mask

    def of_districts(self, districts: Iterable[str]) -> Mask:
        """Items that name one of ``districts``."""
        bits = sum(1 << place for d in set(districts) if (place := _place(_DISTRICTS, d)) >= 0)
        named: Mask = (self._districts & bits) != 0
        return named

    def local(self) -> Mask:
        """Items that are not of the whole city."""
        mask: Mask = self._districts != 0
        return mask

    def current(self, today: date) -> Mask:
        """Items that may be offered as current on ``today``."""
        day = today.toordinal()
        mask: Mask = (self._from <= day) & (day <= self._until)
        return mask


def _place(names: Sequence[str], name: str) -> int:
    return names.index(name) if name in names else -1


def _row(item: Item) -> tuple[int, int, int, int, int]:
    return (
        _TOPICS.index(item.topic),
        _KINDS.index(item.kind),
        sum(1 << _DISTRICTS.index(d) for d in set(item.districts)),
        item.valid_from.toordinal() if item.valid_from else _ALWAYS[0],
        item.valid_until.toordinal() if item.valid_until else _ALWAYS[1],
    )
