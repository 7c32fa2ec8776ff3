"""Items that nobody finds, not even with the questions written for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from knowledge.checking.finding import Finding
from knowledge.item import Item
from knowledge.search import KnowledgeSearch


def unreachable(
    items: Sequence[Item], search: KnowledgeSearch, today: date, progress: Callable[[int, int], None] | None = None
) -> Iterator[Finding]:
    """Current items that none of their own questions finds first.

    Args:
        items: what to try.
        search: over these and all others that people may be told.
        today: decides what is current.
        progress: told how many items of how many are done.
    """
    for number, item in enumerate(items, start=1):
        if item.current(today) and not _found(item, search, today):
            others = sorted({other for question in item.questions.yue for other in _first(search, question, today)})
            yield Finding("unreachable", (item.id,), f"its own questions find others first: {', '.join(others)}")
        if progress:
            progress(number, len(items))


def _found(item: Item, search: KnowledgeSearch, today: date) -> bool:
    questions = (*item.questions.yue, *item.questions.cmn)
    return any(item.id in _first(search, question, today) for question in questions)


def _first(search: KnowledgeSearch, question: str, today: date) -> list[str]:
    return [hit.item.id for hit in search.search(question, limit=1, today=today)]
