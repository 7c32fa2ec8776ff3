"""Items taken apart into the short texts that people's words are compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.chinese import normalise, terms
from knowledge.dialect import to_mandarin
from knowledge.item import Item

_TITLE, _QUESTION, _ANSWER = 2.0, 1.0, 0.5
"""Weight of a term by where in the item it stands."""


class ItemTexts:
    """Titles and questions of all items as one list of texts, grouped by item.

    ``starts[i]`` is the index of item ``i``'s first text; ``owners[t]`` the item of text ``t``.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        grouped = [list(dict.fromkeys(map(normalise, asked_texts(item)))) for item in items]
        self.texts = [text for group in grouped for text in group]
        self.starts: NDArray[np.int64] = np.cumsum([0, *map(len, grouped[:-1])]) if grouped else np.zeros(0, int)
        self.owners: NDArray[np.int64] = np.repeat(np.arange(len(grouped)), [len(g) for g in grouped])

    @cached_property
    def mandarin(self) -> list[str]:
        """The same texts with dialect words and synonyms rewritten."""
        return [to_mandarin(text) for text in self.texts]

    def best_per_item(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """The best score among each item's texts, shape (items,)."""
        return np.maximum.reduceat(scores, self.starts)


def asked_texts(item: Item) -> list[str]:
    """The titles and questions of ``item``, as written."""
    return [item.title.cmn, item.title.yue, *item.questions.cmn, *item.questions.yue]


def item_bag(item: Item) -> dict[str, float]:
    """All terms of ``item``, in Mandarin wording, weighted by the field they stand in."""
    bag: Counter[str] = Counter()
    fields = (
        (_TITLE, [item.title.cmn, item.title.yue]),
        (_QUESTION, [*item.questions.cmn, *item.questions.yue]),
        (_ANSWER, [item.answer.cmn, item.answer.yue]),
    )
    for weight, texts in fields:
        for text in texts:
            for term in terms(to_mandarin(text)):
                bag[term] += weight  # type: ignore[assignment]
    return dict(bag)
