"""Matching by written characters: question by question, and with the whole item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from knowledge.chinese import terms
from knowledge.item import Item
from knowledge.search.bm25 import Bm25Index, Scores
from knowledge.search.query import Query
from knowledge.search.texts import ItemTexts, item_bag


class LexicalIndex:
    """Character uni- and bigrams of titles, questions and answers, as written and in Mandarin wording."""

    def __init__(self, items: Sequence[Item], texts: ItemTexts) -> None:
        self._texts = texts
        self._written = Bm25Index([Counter(terms(t)) for t in texts.texts])
        self._mandarin = Bm25Index([Counter(terms(t)) for t in texts.mandarin])
        bags = [item_bag(item) for item in items]
        self._whole = Bm25Index(bags, b=0.3)
        self._vocabulary = [frozenset(bag) for bag in bags]

    def parts(self, query: Query) -> dict[str, Scores]:
        """Scores per item, each 0..1: best question as written, in Mandarin wording, and the whole item."""
        return {
            "written": self._texts.best_per_item(self._written.scores(query.written_terms)),
            "mandarin": self._texts.best_per_item(self._mandarin.scores(query.mandarin_terms)),
            "whole": self._whole.scores(query.mandarin_terms),
        }

    def coverage(self, query: Query, item: int) -> float:
        """Share of the query's informative characters that the item contains, 0..1."""
        return self._whole.share(query.mandarin_characters, self._vocabulary[item])

    def matched(self, query: Query, item: int) -> tuple[str, ...]:
        """Pieces of the query in Mandarin wording that the item contains, longest runs, in order."""
        known = self._vocabulary[item]
        pieces: list[str] = []
        for run in query.mandarin_segments:
            piece = ""
            for before, unit in zip(["", *run], run, strict=False):
                if piece and before + unit in known:
                    piece += unit
                    continue
                pieces.append(piece)
                piece = unit if unit in known else ""
            pieces.append(piece)
        return tuple(dict.fromkeys(p for p in pieces if len(p) > 1))
