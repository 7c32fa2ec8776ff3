"""Current items that tell people different things about the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from typing import TypeVar

from knowledge.checking.finding import Finding
from knowledge.chinese import normalise
from knowledge.item import Item

K = TypeVar("K", bound=Hashable)

_NUMBER = re.compile(r"\d(?:[\d -]*\d){2,}")
_AREA = re.compile(r"^(0750)(?=\d{7})")


def contradictions(items: Iterable[Item], today: date) -> Iterator[Finding]:
    """The same title with different facts, and the same telephone with different holders."""
    current = [item for item in items if item.current(today)]
    for title, same in _groups(current, lambda item: (item.kind, normalise(item.title.cmn))):
        for name, fact in _FACTS.items():
            told = {value for value in map(fact, same) if value}
            if len(told) > 1:
                ids = tuple(item.id for item in same if fact(item))
                shown = ", ".join(sorted(map(str, told)))
                yield Finding("contradictory", ids, f"{title[1]}: different {name}: {shown}")
    for number, same in _groups(current, _phone):
        if len({normalise(item.title.cmn) for item in same}) > 1:
            titles = ", ".join(item.title.cmn for item in same)
            yield Finding("contradictory", tuple(item.id for item in same), f"telephone {number} of several: {titles}")


def _phone(item: Item) -> str | None:
    """The figures to dial, without Jiangmen's area code."""
    facts = item.canteen or item.contact
    found = _NUMBER.search(facts.phone) if facts and facts.phone else None
    return _AREA.sub("", re.sub(r"\D", "", found.group())) if found else None


def _prices(item: Item) -> Hashable:
    prices = item.canteen.prices if item.canteen else ()
    return "; ".join(sorted(f"{price.who.cmn} {price.yuan:g}" for price in prices))


def _address(item: Item) -> str | None:
    return normalise(item.canteen.address) if item.canteen and item.canteen.address else None


_FACTS: dict[str, Callable[[Item], Hashable]] = {"telephones": _phone, "prices": _prices, "addresses": _address}


def _groups(items: Iterable[Item], key: Callable[[Item], K | None]) -> Iterator[tuple[K, list[Item]]]:
    groups: dict[K, list[Item]] = defaultdict(list)
    for item in items:
        name = key(item)
        if name is not None:
            groups[name].append(item)
    return ((name, same) for name, same in groups.items() if len(same) > 1)
