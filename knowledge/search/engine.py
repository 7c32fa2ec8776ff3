"""Finds the items that answer a person's words."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from knowledge.item import Item
from knowledge.search.belief import believed
from knowledge.search.calibration import Calibration, default_calibration
from knowledge.search.highlight import matched
from knowledge.search.hit import Hit
from knowledge.search.off_topic import off_topic
from knowledge.search.query import Query
from knowledge.search.ranking import Prepared, Ranked
from knowledge.search.sameness import says_the_same
from knowledge.search.semantic import Encoder
from knowledge.search.state import State
from knowledge.search.texts import asked_texts

ANSWERS = 0.44
"""Score from which a hit is told as an answer; below it, say that it is not known.

It is a probability that just this item is right; where another of the same topic would do as well, it is too low.
It holds with likely topics as well as without.
"""

_LOOKED_AT = 24
"""Fewest candidates ranked before those that are no longer valid are put back."""

_FEW = 5_000
"""Items up to which a single edit is worth indexing all of them anew."""

_MANY_EDITS = 200
"""Edited items from which on a larger set is indexed anew; each further edit takes them all up again."""


class KnowledgeSearch:
    """Hybrid search over items: characters, sounds and meaning.

    Any number of threads may search at once, also while items are edited: a search sees the items as they were
    when it began.

    Args:
        items: what can be found. Ids are unique.
        encoder: for matching by meaning; None searches by characters and sounds only.
        calibration: turns matches into scores; the shipped one when None.
        foreign: sentences that no item answers, to compare a query with; the shipped ones when None.
    """

    def __init__(
        self,
        items: Iterable[Item],
        encoder: Encoder | None,
        *,
        calibration: Calibration | None = None,
        foreign: Sequence[str] | None = None,
    ) -> None:
        self.semantic = encoder is not None
        self._calibration = calibration or default_calibration(semantic=self.semantic)
        self._foreign = off_topic() if foreign is None else list(foreign)
        self._state = State.of(items, encoder, self._foreign)
        self._editing = threading.Lock()
        self._compacting = threading.Lock()
        self._meanwhile: list[tuple[Collection[Item], Collection[str]]] | None = None
        self._of_kind: tuple[State, dict[str, tuple[Item, ...]]] = (self._state, {})

    def __len__(self) -> int:
        return len(self._state)

    @property
    def items(self) -> Iterator[Item]:
        """All items, one after the other; with many, going through them takes seconds."""
        return iter(self._state)

    def get(self, item_id: str) -> Item | None:
        """The item with this id."""
        return self._state.get(item_id)

    def of_kind(self, kind: str) -> tuple[Item, ...]:
        """All items of a kind; remembered until items are edited."""
        state, kinds = self._of_kind
        if state is not self._state:
            state, kinds = self._of_kind = (self._state, {})
        if kind not in kinds:
            kinds[kind] = state.of_kind(kind)
        return kinds[kind]

    def apply(self, items: Collection[Item], gone: Collection[str] = ()) -> None:
        """Take over edits: ``items`` are new or changed, those with the ids ``gone`` can no longer be found.

        Takes some milliseconds for each item edited since `compact`; searches go on meanwhile. Ids that are not known
        are left alone; one that is in both is gone.
        """
        if not items and not gone:
            return
        with self._editing:
            self._state = self._state.with_edits(items, gone)
            if self._meanwhile is not None:
                self._meanwhile.append((items, gone))

    @property
    def fragmented(self) -> bool:
        """Whether so much was edited that `compact` is worth its time."""
        state = self._state
        return state.edits > (0 if len(state) <= _FEW else _MANY_EDITS)

    def compact(self) -> None:
        """Index all items anew, the edited ones with the others, for even and quick scores.

        Takes up to minutes with many items; searches and edits go on meanwhile.
        """
        with self._compacting:
            with self._editing:
                old, self._meanwhile = self._state, []
            try:
                fresh = State.of(old, old.encoder, self._foreign)
            except BaseException:
                with self._editing:
                    self._meanwhile = None
                raise
            with self._editing:
                self._state, self._meanwhile = fresh.with_edits(*_as_one(self._meanwhile)), None

    def search(
        self,
        query: str,
        *,
        topic: str | None = None,
        district: str | None = None,
        kinds: Collection[str] | None = None,
        likely: Mapping[str, float] | None = None,
        limit: int = 5,
        today: date | None = None,
    ) -> list[Hit]:
        """Items for ``query``, best first; an empty list when nothing in it matches anything.

        Who talks at length is searched by the passage that fits an item best.

        Args:
            query: a person's words, either dialect, either script, any length.
            topic: only items of this topic.
            district: only items that hold there; those of the whole city do.
            kinds: only items of these kinds.
            likely: of each topic the probability that it is meant, where that is known; scores follow it.
            limit: most hits given back; items that say the same count as one.
            today: decides what holds; an item that has ended or not begun follows current ones that answer.
                None: every item is taken for current.
        """
        prepared = Query(query)
        state = self._state
        if not prepared or limit < 1 or not len(state):
            return []
        wanted = max(limit, _LOOKED_AT)
        while True:
            found = state.rank(prepared, topic=topic, district=district, kinds=kinds, limit=wanted)
            hits = [] if found is None else self._hits(state, *found, likely, limit, today)
            if found is None or len(found[1]) < wanted or (len(hits) == limit and _holds(hits[0], today)):
                return hits
            wanted *= 4  # many say the same, or have ended

    def _hits(
        self,
        state: State,
        prepared: Prepared,
        ranked: list[Ranked],
        likely: Mapping[str, float] | None,
        limit: int,
        today: date | None,
    ) -> list[Hit]:
        scored = self._scored(ranked)
        if likely is not None:
            scored = [(one, believed(score, state.item(one).topic, likely)) for one, score in scored]
            scored.sort(key=lambda pair: -pair[1])
        if today is not None:
            current = [s.attributes.current(today) for s in state.segments]
            scored.sort(key=lambda pair: _place(bool(current[pair[0].segment][pair[0].place]), pair[1]))
        hits: list[Hit] = []
        for one, score in scored:
            item = state.item(one)
            same = next((n for n, hit in enumerate(hits) if says_the_same(hit.item, item)), None)
            if same is not None:
                hits[same] = replace(hits[same], also=(*hits[same].also, item.id))
            elif len(hits) < limit:
                hits.append(_hit(state, prepared, one, item, score))
            else:
                break
        return hits

    def _scored(self, ranked: Iterable[Ranked]) -> list[tuple[Ranked, float]]:
        """Each with the probability that it answers; never one more than another that matches better."""
        ceiling = 1.0
        scored: list[tuple[Ranked, float]] = []
        for one in ranked:
            ceiling = min(ceiling, self._calibration.probability(one.features))
            scored.append((one, ceiling))
        return scored

    def matches(self, query: str) -> list[tuple[Item, dict[str, float]]]:
        """The two best items with their calibration features, for fitting a `Calibration`."""
        prepared = Query(query)
        state = self._state
        found = state.rank(prepared, limit=2) if prepared and len(state) else None
        return [(state.item(one), one.features) for one in found[1]] if found else []


def _as_one(edits: Iterable[tuple[Collection[Item], Collection[str]]]) -> tuple[list[Item], set[str]]:
    """Edits after each other as one."""
    items: dict[str, Item] = {}
    gone: set[str] = set()
    for written, taken in edits:
        items |= {item.id: item for item in written}
        gone = (gone - items.keys()) | set(taken)
        for item_id in taken:
            items.pop(item_id, None)
    return list(items.values()), gone


def _hit(state: State, prepared: Prepared, one: Ranked, item: Item, score: float) -> Hit:
    units = state.segments[one.segment].index.units_of(one.place)
    pieces = matched(prepared.query, units, state.vocabulary)
    return Hit(item, score, one.parts, pieces, asked=asked_texts(item)[one.text])


def _holds(hit: Hit, today: date | None) -> bool:
    return today is None or hit.item.current(today)


def _place(current: bool, score: float) -> int:
    """Current answers first, then those of another time, then what hardly answers; sorting keeps the order within."""
    if score < ANSWERS:
        return 2
    return 0 if current else 1
