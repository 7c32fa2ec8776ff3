"""Things made from all items of a kind, once for each set of items."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from knowledge.item import Item, Kind
from knowledge.search import KnowledgeSearch

T = TypeVar("T")
Items = tuple[Item, ...]


def once_per_kind(kind: Kind) -> Callable[[Callable[[Items], T]], Callable[[KnowledgeSearch], T]]:
    """Makes a function of all items of ``kind`` one of a search, called again only after items were edited.

    Two threads that ask at the same moment may both make the thing; either result serves.
    """

    def remembered(make: Callable[[Items], T]) -> Callable[[KnowledgeSearch], T]:
        made: WeakKeyDictionary[KnowledgeSearch, tuple[Items, T]] = WeakKeyDictionary()

        @wraps(make)
        def of(knowledge: KnowledgeSearch) -> T:
            items = knowledge.of_kind(kind)
            before = made.get(knowledge)
            if before is None or before[0] is not items:
                before = made[knowledge] = (items, make(items))
            return before[1]

        return of

    return remembered
