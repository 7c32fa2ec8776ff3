"""All indexes over the texts of one fixed set of things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.search.attributes import Mask
from knowledge.search.freed import give_back
from knowledge.search.kernels import counted, shares
from knowledge.search.matching import QueryTerms, Scores
from knowledge.search.postings import Keys, Postings
from knowledge.search.semantic import Encoder, Vectors, VectorsBuilder
from knowledge.search.texts import TITLES, Texts, TextsBuilder, Told
from knowledge.search.vocabulary import VIEWS, Units, View, Vocabulary, ranges

_MANY = 5_000
"""Things from which on what building leaves behind is worth giving back."""

_K1 = 1.2
"""How soon a term that an item has in several texts stops counting."""
_B_TEXT = 0.5
_B_ITEM = 0.3
"""How much long texts and items are held back, 0..1."""
_TITLE, _ANSWER = 2.0, 0.5
"""Weight of a term in a title and in an answer beside one in a question."""


class Wanted(NamedTuple):
    """How many are looked at closely: those with the most telling terms, and the texts near each passage in meaning."""

    by_terms: int = 32
    by_meaning: int = 48


@dataclass(frozen=True)
class Matches:
    """How candidates match each passage of a query; every part in 0..1.

    Attributes:
        items: their places in the index, ascending, shape (candidates,).
        parts: by name, shape (candidates, passages).
        texts: the best text of each, its place in `Told.asked`, shape (candidates, passages).
    """

    items: NDArray[np.int64]
    parts: dict[str, Scores]
    texts: NDArray[np.uint16]


class TextIndex:
    """The texts of a fixed set of things, ready to be searched. Immutable; any thread may read it.

    Args:
        told: what can be found, in pieces, read once.
        vocabulary: the units' numbers; those of new units are entered.
        encoder: for matching by meaning; None does without.
        statistics: the postings of a larger set that say how telling terms are; its own when None.
    """

    def __init__(
        self,
        told: Iterable[Sequence[Told]],
        vocabulary: Vocabulary,
        encoder: Encoder | None,
        *,
        statistics: Postings | None = None,
    ) -> None:
        builder, vectors = TextsBuilder(vocabulary), VectorsBuilder(encoder) if encoder else None
        for piece in told:
            asked, firsts = builder.add(piece)
            if vectors:
                vectors.add(asked, firsts)
        self._texts: Texts = builder.build()
        self._semantic = vectors.build(self._texts.firsts) if vectors and len(self) else None
        if len(self) > _MANY:
            give_back()
        self.postings = Postings(self._texts, vocabulary)
        if len(self) > _MANY:
            give_back()
        self.statistics = statistics or self.postings
        self._tables = {view: vocabulary.table(view) for view in VIEWS}
        if len(self):
            self._measure()

    def __len__(self) -> int:
        return len(self._texts.firsts) - 1

    def _measure(self) -> None:
        """Lengths of texts and items, for holding long ones back, and the whole weight of each text."""
        texts = self._texts
        self._factors = np.where(texts.places < TITLES, _TITLE, 1.0).astype(np.float32)
        lengths = 2.0 * np.maximum(texts.asked.lengths() - 1, 1)
        self._held = (_held(lengths, _B_TEXT)).astype(np.float32)
        whole = np.add.reduceat(lengths * self._factors, texts.firsts[:-1]) + _ANSWER * 2.0 * texts.answers.lengths()
        self._item_norms = (_K1 * (1 - _B_ITEM + _B_ITEM * whole / whole.mean())).astype(np.float32)
        self._text_weights = self.statistics.of_texts(texts.asked)

    def candidates(
        self, keys: Keys, factors: NDArray[np.float32], passages: Vectors | None, allowed: Mask, wanted: Wanted
    ) -> NDArray[np.int64]:
        """Things worth a close look, ascending.

        Args:
            keys: terms by which they are looked up.
            factors: how much each counts.
            passages: vectors by which they are found near, None: they are not.
            allowed: a mask over all.
            wanted: how many.
        """
        if not len(self):
            return np.zeros(0, np.int64)
        chosen = self.postings.best(keys, factors, allowed, wanted.by_terms)
        if self._semantic is not None and passages is not None:
            chosen = np.union1d(chosen, self._semantic.candidates(passages, allowed, wanted.by_meaning))
        return chosen

    def match(self, items: NDArray[np.int64], terms: dict[View, QueryTerms], passages: Vectors | None) -> Matches:
        """How each of ``items`` matches the query; ``terms`` by view, ``passages`` as vectors."""
        texts = self._texts
        counts = texts.firsts[items + 1] - texts.firsts[items]
        parts: dict[str, Scores] = {}
        best: Scores = np.zeros((counts.sum(), terms["mandarin"].weights.shape[1]), np.float32)
        for view, table in self._tables.items():
            own = terms[view]
            of_query, of_text = shares(
                items, texts.firsts, texts.asked.starts, texts.asked.units, self._held, self._text_weights,
                table, own.slots, own.pairs, own.weights, best,
            )  # fmt: skip
            parts[view] = of_query
            if view == "mandarin":
                parts["inside"] = of_text
                parts["whole"] = self._whole(items, own)
        if self._semantic is not None and passages is not None:
            parts["semantic"] = self._semantic.scores(passages, items)
        return Matches(items, parts, self._best_texts(items, counts, best))

    def _whole(self, items: NDArray[np.int64], terms: QueryTerms) -> Scores:
        """The query in all texts of each thing and its answer together."""
        texts = self._texts
        counts = counted(
            items, texts.firsts, texts.asked.starts, texts.asked.units, self._factors,
            texts.answers.starts, texts.answers.units, _ANSWER,
            self._tables["mandarin"], terms.slots, terms.pairs, len(terms.keys),
        )  # fmt: skip
        impact = counts * np.float32(_K1 + 1) / (counts + self._item_norms[items][:, None])
        whole: Scores = np.minimum(impact @ terms.weights / np.maximum(terms.weights.sum(axis=0), 1e-9), 1.0)
        return whole

    def _best_texts(self, items: NDArray[np.int64], counts: NDArray[np.int64], best: Scores) -> NDArray[np.uint16]:
        chosen = ranges(self._texts.firsts[items], counts)
        firsts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        return self._texts.places[chosen[_first_best(best, firsts, counts)]]

    def units_of(self, place: int) -> Units:
        """All units of an item: titles, questions, answer."""
        texts = self._texts
        begin, end = texts.asked.starts[texts.firsts[[place, place + 1]]]
        return np.concatenate(
            [texts.asked.units[begin:end], texts.answers.units[slice(*texts.answers.starts[place : place + 2])]]
        )


def _held(lengths: NDArray[np.float64], b: float) -> NDArray[np.float64]:
    """What a term counts in texts of these lengths, in which it stands once."""
    held: NDArray[np.float64] = (_K1 + 1) / (1 + _K1 * (1 - b + b * lengths / max(lengths.mean(), 1e-9)))
    return held


def _first_best(scores: Scores, firsts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each item and passage, the first of its texts with the best score, shape (items, passages)."""
    best = np.repeat(np.maximum.reduceat(scores, firsts, axis=0), counts, axis=0)
    places = np.where(scores >= best, np.arange(len(scores))[:, None], len(scores))
    return np.minimum.reduceat(places, firsts, axis=0)
