"""Items kept small: as they are while there are few, packed when there are many."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import overload

from knowledge.item import Item

_FEW = 5_000
"""Items up to which they are kept as they are."""

_UNPACKED = 256
"""Packed items kept unpacked as well, the last ones asked for."""


class Shelf(Sequence[Item]):
    """A fixed list of items. Any thread may read it."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._open: list[Item] = []
        self._packed: list[bytes] = []
        for item in items:
            if self._packed or len(self._open) >= _FEW:
                self._pack()
                self._packed.append(_packed(item))
            else:
                self._open.append(item)
        self._unpack = lru_cache(maxsize=_UNPACKED)(self._unpacked)

    def __len__(self) -> int:
        return len(self._open) + len(self._packed)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        if isinstance(place, slice):
            return [self[n] for n in range(*place.indices(len(self)))]
        if self._open:
            return self._open[place]
        return self._unpack(range(len(self._packed))[place])

    def __iter__(self) -> Iterator[Item]:
        yield from self._open
        for place in range(len(self._packed)):
            yield self._unpacked(place)

    def _pack(self) -> None:
        self._packed += map(_packed, self._open)
        self._open = []

    def _unpacked(self, place: int) -> Item:
        return Item.model_validate_json(zlib.decompress(self._packed[place]))


def _packed(item: Item) -> bytes:
    return zlib.compress(item.model_dump_json(exclude_defaults=True).encode(), level=1)
