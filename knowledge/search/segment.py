"""A fixed set of items with everything needed to find them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowledge.item import Item
from knowledge.search.attributes import AttributesBuilder
from knowledge.search.postings import Postings
from knowledge.search.semantic import Encoder
from knowledge.search.shelf import Shelf
from knowledge.search.text_index import TextIndex
from knowledge.search.texts import told_of
from knowledge.search.vocabulary import Vocabulary


class Segment:
    """Items, what can be asked of them without their texts, and their texts. Immutable; any thread may read it.

    ``places`` gives the place of an item by its id.

    Args:
        items: what can be found, read once.
        vocabulary: the units' numbers; those of new units are entered.
        encoder: for matching by meaning; None does without.
        statistics: the postings of a larger set that say how telling terms are; its own when None.
    """

    def __init__(
        self,
        items: Iterable[Item],
        vocabulary: Vocabulary,
        encoder: Encoder | None,
        *,
        statistics: Postings | None = None,
    ) -> None:
        self.places: dict[str, int] = {}
        attributes = AttributesBuilder()

        def noted() -> Iterator[Item]:
            for place, item in enumerate(items):
                self.places[item.id] = place
                attributes.add(item)
                yield item

        self.items = Shelf(noted())
        self.attributes = attributes.build()
        self.index = TextIndex(told_of(self.items), vocabulary, encoder, statistics=statistics)

    def __len__(self) -> int:
        return len(self.items)
