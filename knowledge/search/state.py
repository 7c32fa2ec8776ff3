"""What can be found at one moment: a large set of indexed items, and the few that were edited since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from knowledge.item import Item
from knowledge.search.attributes import Mask
from knowledge.search.query import Query
from knowledge.search.ranking import Prepared, Ranked, prepare, rank
from knowledge.search.segment import Segment
from knowledge.search.semantic import Encoder
from knowledge.search.text_index import TextIndex
from knowledge.search.texts import Told
from knowledge.search.vocabulary import Vocabulary

_FIRST = Query("你好")
"""Asked of every new state, so that nobody waits for what is compiled or read when first used."""


@dataclass(frozen=True)
class State:
    """A base, the edited items beside it, and which of the base hold no more. Immutable.

    Attributes:
        base: the indexed items.
        edited: those that are new or other than in the base.
        foreign: sentences that no item answers; what fits one of them better than any item is not known.
        hidden: ids in the base that ``edited`` has newly, or that are gone.
    """

    base: Segment
    vocabulary: Vocabulary
    encoder: Encoder | None
    foreign: TextIndex
    edited: Segment | None = None
    hidden: frozenset[str] = frozenset()

    @classmethod
    def of(cls, items: Iterable[Item], encoder: Encoder | None, foreign: Sequence[str]) -> State:
        """A state with all ``items`` in its base."""
        vocabulary = Vocabulary()
        base = Segment(items, vocabulary, encoder)
        sentences = [Told([sentence]) for sentence in foreign]
        elsewhere = TextIndex([sentences] if sentences else [], vocabulary, encoder, statistics=base.index.statistics)
        state = cls(base, vocabulary, encoder, elsewhere)
        state.rank(_FIRST, limit=1)
        return state

    def with_edits(self, items: Collection[Item], gone: Collection[str]) -> State:
        """The state after ``items`` were written and those with the ids ``gone`` taken away."""
        kept = {item.id: item for item in self.edited.items} if self.edited else {}
        kept |= {item.id: item for item in items}
        for item_id in gone:
            kept.pop(item_id, None)
        hidden = self.hidden | {i for i in (*kept, *gone) if i in self.base.places}
        if not kept:
            return replace(self, edited=None, hidden=hidden)
        edited = Segment(kept.values(), self.vocabulary, self.encoder, statistics=self.base.index.statistics)
        return replace(self, edited=edited, hidden=hidden)

    @property
    def segments(self) -> list[Segment]:
        """Base and edited items."""
        return [self.base, self.edited] if self.edited else [self.base]

    @property
    def edits(self) -> int:
        """How many items are not as the base has them."""
        added = self.edited.places.keys() - self.base.places.keys() if self.edited else ()
        return len(self.hidden) + len(added)

    def __len__(self) -> int:
        return len(self.base) - len(self.hidden) + (len(self.edited) if self.edited else 0)

    def __iter__(self) -> Iterator[Item]:
        yield from (item for item in self.base.items if item.id not in self.hidden)
        if self.edited:
            yield from self.edited.items

    def get(self, item_id: str) -> Item | None:
        """The item with this id."""
        if self.edited and item_id in self.edited.places:
            return self.edited.items[self.edited.places[item_id]]
        place = None if item_id in self.hidden else self.base.places.get(item_id)
        return None if place is None else self.base.items[place]

    def of_kind(self, kind: str) -> tuple[Item, ...]:
        """All items of a kind."""
        hidden = self._hidden_places if self.hidden else np.zeros(len(self.base), np.bool_)
        places = np.flatnonzero(self.base.attributes.allowed(kinds=[kind]) & ~hidden)
        edited = self.edited.items if self.edited else ()
        return (*(self.base.items[int(n)] for n in places), *(item for item in edited if item.kind == kind))

    def item(self, ranked: Ranked) -> Item:
        """The item of a ranked candidate."""
        return self.segments[ranked.segment].items[ranked.place]

    def rank(
        self,
        query: Query,
        *,
        topic: str | None = None,
        district: str | None = None,
        kinds: Collection[str] | None = None,
        limit: int,
    ) -> tuple[Prepared, list[Ranked]] | None:
        """The best items that pass the filters, best first; None where nothing passes."""
        allowed = [s.attributes.allowed(topic, district, kinds) for s in self.segments]
        if self.hidden:
            allowed[0] = allowed[0] & ~self._hidden_places
        if not any(mask.any() for mask in allowed):
            return None
        prepared = prepare(query, self.base, self.foreign, self.vocabulary, self.encoder)
        return prepared, rank(prepared, self.segments, allowed, limit=limit)

    @cached_property
    def _hidden_places(self) -> Mask:
        mask = np.zeros(len(self.base), np.bool_)
        mask[[self.base.places[item_id] for item_id in self.hidden]] = True
        return mask
