"""BM25 over characters or words, as a baseline."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence

import jieba

from knowledge.chinese import characters, normalise
from knowledge.evaluation.bm25 import Bm25Index
from knowledge.evaluation.finder import DEPTH, Found
from knowledge.item import Item
from knowledge.search.texts import asked_texts

_K1 = 1.2
_B = 0.75
"""The usual constants of BM25."""

Cut = Callable[[str], list[str]]
"""From a normalised text to its terms."""


class Bm25Finder:
    """Each item as one document.

    Args:
        name: in tables.
        items: what can be found.
        texts: the texts of an item that make its document.
        cut: takes documents and queries apart.
    """

    threshold: float | None = None
    calibrated = False

    def __init__(self, name: str, items: Sequence[Item], texts: Callable[[Item], Sequence[str]], cut: Cut) -> None:
        self.name = name
        self._ids = [item.id for item in items]
        self._cut = cut
        documents = [Counter(cut(normalise("\n".join(texts(item))))) for item in items]
        self._index = Bm25Index(documents, k1=_K1, b=_B)

    def find(self, query: str) -> list[Found]:
        """See `Finder`."""
        scores = self._index.scores(self._cut(normalise(query)))
        order = (-scores).argsort(kind="stable")[:DEPTH]
        return [Found(self._ids[place], float(scores[place])) for place in order if scores[place] > 0]


def character_bm25(items: Sequence[Item], name: str) -> Bm25Finder:
    """Characters of titles and answers."""
    return Bm25Finder(name, items, _told, characters)


def character_bm25_with_questions(items: Sequence[Item]) -> Bm25Finder:
    """Characters of titles, questions and answers."""
    return Bm25Finder("BM25 +questions", items, _told_and_asked, characters)


def jieba_bm25(items: Sequence[Item]) -> Bm25Finder:
    """Words of titles, questions and answers, as jieba cuts them."""
    jieba.setLogLevel(logging.WARNING)
    return Bm25Finder("BM25 jieba", items, _told_and_asked, _words)


def _told(item: Item) -> list[str]:
    return [item.title.cmn, item.title.yue, item.answer.cmn, item.answer.yue]


def _told_and_asked(item: Item) -> list[str]:
    return [*asked_texts(item), item.answer.cmn, item.answer.yue]


def _words(text: str) -> list[str]:
    return [word for word in jieba.lcut_for_search(text) if characters(word)]
