"""The canteens of a set of items, and the names that tell one from another; made once for the set."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain

from knowledge.chinese import bigrams, characters, normalise
from knowledge.item import Item
from knowledge.once import once_per_kind

_OF_A_KIND = 2
"""A pair of characters in so many names ("饭堂", "社区") tells no canteen from the others."""

_SHORTEST, _LONGEST = 2, 12
"""Characters of a name that is looked for in what people say."""

_STREET = re.compile(r"(?=([\u4e00-\u9fff]{2,3}(?:大道|路|街(?!道)|巷|里))(?:[0-9]|$))")
"""A street in an address, read from each place where its name may begin: "北安路" in "城西社区北安路13号"."""

_SETTLEMENT = re.compile(r"(?<=..)(?:社区|村|街道|镇|小区)$")
"""What people leave out of the name of a neighbourhood."""


class Canteens:
    """A set of items of kind canteen. Immutable; any number of threads may ask."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = tuple(items)
        self._in_district: dict[str, list[Item]] = {}
        self._by_neighbourhood: dict[str, list[Item]] = {}
        for item in self.items:
            for district in item.districts:
                self._in_district.setdefault(district, []).append(item)
            for name in _neighbourhoods(item):
                self._by_neighbourhood.setdefault(name, []).append(item)

    def in_district(self, district: str) -> Sequence[Item]:
        """Those of one district, in the order of the items."""
        return self._in_district.get(district, ())

    def neighbourhood(self, text: str) -> str | None:
        """The neighbourhood or street that ``text`` names, the longest one; None if it names none."""
        said = normalise(text)
        for length in range(_LONGEST, _SHORTEST - 1, -1):
            for start in range(len(said) - length + 1):
                if (name := said[start : start + length]) in self._by_neighbourhood:
                    return name
        return None

    def around(self, neighbourhood: str) -> Sequence[Item]:
        """Those of a neighbourhood or street, as `neighbourhood` names it."""
        return self._by_neighbourhood.get(neighbourhood, ())

    @cached_property
    def _common(self) -> Counter[str]:
        """In how many names each pair of characters stands."""
        return Counter(chain.from_iterable(set(_name(item)) for item in self.items))

    def calls(self, text: str, item: Item) -> bool:
        """Whether ``text`` calls ``item`` by its own name, not only by its district."""
        own = {pair for pair in _name(item) if self._common[pair] < _OF_A_KIND}
        return not own.isdisjoint(_pairs(text))

    def calls_none(self, text: str) -> bool:
        """Whether ``text`` says no more than that it is about a canteen ("饭堂", "长者饭堂")."""
        return all(self._common[pair] >= _OF_A_KIND for pair in _pairs(text))


@once_per_kind("canteen")
def canteens_of(items: tuple[Item, ...]) -> Canteens:
    """The canteens that can be found by a search."""
    return Canteens(items)


def _neighbourhoods(item: Item) -> set[str]:
    """What people may call the surroundings of a canteen."""
    if item.canteen is None:
        return set()
    names = set(_STREET.findall(normalise(item.canteen.address or "")))
    if item.canteen.neighbourhood:
        whole = normalise(item.canteen.neighbourhood)
        names |= {whole, _SETTLEMENT.sub("", whole)}
    return {name for name in names if len(name) >= _SHORTEST}


def _name(item: Item) -> Iterable[str]:
    """Neighbouring characters of the canteen's name, without those of its district."""
    of_district = {pair for d in item.districts for pair in _pairs(f"{d}区{d}市")}
    return (pair for pair in _pairs(item.title.cmn) if pair not in of_district)


def _pairs(text: str) -> list[str]:
    return bigrams(characters(normalise(text)))
