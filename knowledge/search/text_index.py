"""All indexes over the texts of one fixed set of things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.attributes import Mask
from knowledge.search.matching import QueryTerms, Scores, presence
from knowledge.search.postings import Postings, bigram_keys, unigram_keys
from knowledge.search.semantic import Encoder, SemanticIndex, Vectors, VectorsBuilder
from knowledge.search.texts import TITLES, Texts, TextsBuilder, Told
from knowledge.search.vocabulary import BREAK, VIEWS, Units, View, Vocabulary, bigrams_of, ranges

_SOUND_FACTOR = 0.5
"""How much a sound counts beside a character when candidates are chosen."""

_CANDIDATES = 32
"""Items looked at closely for one query: those with its most telling terms, and those near it in meaning."""

_K1 = 1.2
"""How soon a term that an item has in several texts stops counting."""
_B_TEXT = 0.5
_B_ITEM = 0.3
"""How much long texts and items are held back, 0..1."""
_TITLE, _ANSWER = 2.0, 0.5
"""Weight of a term in a title and in an answer beside one in a question."""


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
        self.postings = Postings(self._texts, vocabulary)
        self.statistics = statistics or self.postings
        self._tables = {view: vocabulary.table(view) for view in VIEWS}
        self._semantic: SemanticIndex | None = None
        if len(self):
            self._semantic = vectors.build(self._texts.firsts) if vectors else None
            self._measure()

    def __len__(self) -> int:
        return len(self._texts.firsts) - 1

    def _measure(self) -> None:
        """Lengths of texts and items, for holding long ones back, and the whole weight of each text."""
        texts = self._texts
        lengths = 2.0 * np.maximum(texts.asked.lengths() - 1, 1)
        self._held = (_held(lengths, _B_TEXT)).astype(np.float32)
        titles = np.where(texts.places < TITLES, _TITLE, 1.0)
        whole = np.add.reduceat(lengths * titles, texts.firsts[:-1]) + _ANSWER * 2.0 * texts.answers.lengths()
        self._item_norms = (_K1 * (1 - _B_ITEM + _B_ITEM * whole / whole.mean())).astype(np.float32)
        units = texts.asked.units
        weights = np.zeros(len(units), np.float64)
        there = units > BREAK
        weights[there] = self.statistics.weights(unigram_keys(units[there], "mandarin"))
        pairs, beside = bigrams_of(units)
        weights[:-1][beside] += self.statistics.weights(bigram_keys(pairs[beside], "mandarin"))
        self._text_weights = np.add.reduceat(weights, texts.asked.starts[:-1]).astype(np.float32)

    def candidates(
        self, terms: Iterable[QueryTerms], passages: Vectors | None, allowed: Mask, wanted: int = 1
    ) -> NDArray[np.int64]:
        """Things worth a close look, ascending, where ``wanted`` are to be found; ``allowed`` is a mask over all."""
        if not len(self):
            return np.zeros(0, np.int64)
        keys, factors = _looked_up(terms)
        chosen = self.postings.best(keys, factors, allowed, max(_CANDIDATES, wanted))
        if self._semantic is not None and passages is not None:
            chosen = np.union1d(chosen, self._semantic.candidates(passages, allowed))
        return chosen

    def match(self, items: NDArray[np.int64], terms: dict[View, QueryTerms], passages: Vectors | None) -> Matches:
        """How each of ``items`` matches the query; ``terms`` by view, ``passages`` as vectors."""
        texts = self._texts
        counts = texts.firsts[items + 1] - texts.firsts[items]
        chosen = ranges(texts.firsts[items], counts)
        firsts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        lengths = texts.asked.lengths(chosen)
        row = texts.asked.units[ranges(texts.asked.starts[chosen], lengths)]
        owners = np.repeat(np.arange(len(chosen)), lengths)
        parts: dict[str, Scores] = {}
        best: Scores = np.zeros((len(chosen), 1), np.float32)
        for view, table in self._tables.items():
            own = terms[view]
            found = presence(own, row if table is None else table[row], owners, len(chosen))
            gained = found @ own.weights
            share = np.minimum(gained * self._held[chosen][:, None] / np.maximum(own.total(), 1e-9), 1.0)
            best = best + share
            parts[view] = np.maximum.reduceat(share, firsts, axis=0)
            if view == "mandarin":
                inside = gained / np.maximum(self._text_weights[chosen], 1e-9)[:, None]
                parts["inside"] = np.maximum.reduceat(np.minimum(inside, 1.0), firsts, axis=0)
                parts["whole"] = self._whole(items, own, found, chosen, firsts)
        if self._semantic is not None and passages is not None:
            parts["semantic"] = self._semantic.scores(passages, items)
        return Matches(items, parts, texts.places[chosen[_first_best(best, firsts, counts)]])

    def _whole(
        self,
        items: NDArray[np.int64],
        terms: QueryTerms,
        found: Scores,
        chosen: NDArray[np.int64],
        firsts: NDArray[np.int64],
    ) -> Scores:
        """The query in all texts of each thing and its answer together."""
        answers = self._texts.answers
        lengths = answers.lengths(items)
        row = answers.units[ranges(answers.starts[items], lengths)]
        said = presence(terms, row, np.repeat(np.arange(len(items)), lengths), len(items))
        weighed = found * np.where(self._texts.places[chosen] < TITLES, _TITLE, 1.0).astype(np.float32)[:, None]
        counts = np.add.reduceat(weighed, firsts, axis=0) + _ANSWER * said
        impact = counts * (_K1 + 1) / (counts + self._item_norms[items][:, None])
        whole: Scores = np.minimum(impact @ terms.weights / np.maximum(terms.total(), 1e-9), 1.0)
        return whole

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


def _looked_up(terms: Iterable[QueryTerms]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Keys of the terms by which items are looked up, and how much each counts."""
    keys = [own.keys for own in terms]
    factors = [np.full(len(own.keys), 1.0 if own.view == "mandarin" else _SOUND_FACTOR, np.float32) for own in terms]
    joined, places = np.unique(np.concatenate(keys), return_index=True)
    there = joined >= 0
    return joined[there], np.concatenate(factors)[places][there]


def _first_best(scores: Scores, firsts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each item and passage, the first of its texts with the best score, shape (items, passages)."""
    best = np.repeat(np.maximum.reduceat(scores, firsts, axis=0), counts, axis=0)
    places = np.where(scores >= best, np.arange(len(scores))[:, None], len(scores))
    return np.minimum.reduceat(places, firsts, axis=0)
