"""Finds the items that answer a person's words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from knowledge.item import Item
from knowledge.search.calibration import Calibration, default_calibration
from knowledge.search.filters import Filters
from knowledge.search.hit import Hit
from knowledge.search.query import Query
from knowledge.search.ranking import Ranked, Ranker
from knowledge.search.semantic import Encoder

ANSWERS = 0.5
"""Score from which a hit is more likely than not an answer; below it, say that it is not known."""

_LOOKED_AT = 24
"""Fewest candidates ranked before those that are no longer valid are put back."""


class KnowledgeSearch:
    """Hybrid search over a fixed list of items: characters, sounds and meaning.

    Immutable after construction; any number of threads may search at once.

    Args:
        items: what can be found. Ids are unique.
        encoder: for matching by meaning; None searches by characters and sounds only.
        calibration: turns matches into scores; the shipped one when None.
    """

    def __init__(
        self, items: Sequence[Item], encoder: Encoder | None, *, calibration: Calibration | None = None
    ) -> None:
        self.items: tuple[Item, ...] = tuple(items)
        self.semantic = encoder is not None
        self._by_id = {item.id: item for item in self.items}
        self._calibration = calibration or default_calibration(semantic=self.semantic)
        self._filters = Filters(self.items)
        self._ranker = Ranker(self.items, encoder) if self.items else None

    def get(self, item_id: str) -> Item | None:
        """The item with this id."""
        return self._by_id.get(item_id)

    def search(
        self,
        query: str,
        *,
        topic: str | None = None,
        district: str | None = None,
        kinds: Collection[str] | None = None,
        prefer_topic: str | None = None,
        limit: int = 5,
        today: date | None = None,
    ) -> list[Hit]:
        """Items for ``query``, best first; an empty list when nothing in it matches anything.

        Args:
            query: a person's words, either dialect, either script, any length.
            topic: only items of this topic.
            district: only items that hold there; those of the whole city do.
            kinds: only items of these kinds.
            prefer_topic: items of this topic rise, others stay in.
            limit: most hits given back.
            today: decides what holds; an item that has ended or not begun follows current ones that answer.
                None: every item is taken for current.
        """
        prepared = Query(query)
        if not prepared or self._ranker is None or limit < 1:
            return []
        allowed = self._filters.allowed(topic, district, kinds)
        if not allowed.any():
            return []
        ranked = self._ranker.rank(prepared, allowed, prefer_topic=prefer_topic, limit=max(limit, _LOOKED_AT))
        ceiling = 1.0
        scored: list[tuple[Ranked, float]] = []
        for one in ranked:
            ceiling = min(ceiling, self._calibration.probability(one.features))
            scored.append((one, ceiling))
        if today is not None:
            scored.sort(key=lambda pair: _place(self.items[pair[0].index], pair[1], today))
        return [
            Hit(self.items[r.index], score, r.parts, self._ranker.lexical.matched(prepared, r.index))
            for r, score in scored[:limit]
        ]

    def matches(self, query: str) -> list[tuple[Item, dict[str, float]]]:
        """The two best items with their calibration features, for fitting a `Calibration`."""
        prepared = Query(query)
        if not prepared or self._ranker is None:
            return []
        ranked = self._ranker.rank(prepared, self._filters.allowed(), limit=2)
        return [(self.items[r.index], r.features) for r in ranked]


def _place(item: Item, score: float, today: date) -> int:
    """Current answers first, then those of another time, then what hardly answers; sorting keeps the order within."""
    if score < ANSWERS:
        return 2
    return 0 if item.current(today) else 1
