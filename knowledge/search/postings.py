"""Which items have which terms: how telling a term is, and the items worth a closer look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.texts import Texts
from knowledge.search.vocabulary import BREAK, UNIT_BITS, VIEWS, View, Vocabulary, bigrams_of, ranges

Keys = NDArray[np.int64]
"""Terms, each as one number: its kind, and one or two units or sounds."""

_KIND = 44
"""Bits below the kind of a term."""

_ITEMS_TOGETHER = 2048
"""Items whose terms are sorted at once; their numbers take `_ITEM` bits."""
_ITEM = 11

_COMMON = 0.1
_FEW = 2_000
"""Share of items, and number of them, up to which the items of a term are listed; of more it tells too little."""

_LOOKED_THROUGH = 250_000
"""Entries of postings looked through for one query; the most telling terms come first."""


def unigram_keys(units: NDArray[np.integer], view: View) -> Keys:
    """Keys of single units or sounds."""
    return units.astype(np.int64) | (np.int64(2 * VIEWS.index(view)) << _KIND)


def term_key(term: tuple[int, ...], view: View) -> int:
    """Key of one unit, or of two neighbours; -1 where one is unknown (below 0)."""
    if min(term) < 0:
        return -1
    kind = 2 * VIEWS.index(view) + len(term) - 1
    return kind << _KIND | (term[0] if len(term) == 1 else term[0] << UNIT_BITS | term[1])


def bigram_keys(pairs: NDArray[np.int64], view: View) -> Keys:
    """Keys of neighbours, given as `bigrams_of` gives them."""
    return pairs | (np.int64(2 * VIEWS.index(view) + 1) << _KIND)


_COUNTED_ONLY = tuple(np.int64(2 * VIEWS.index(view)) for view in VIEWS if view != "mandarin")
"""Kinds of terms that too many items have to be looked up by: single sounds."""


@dataclass(frozen=True)
class _Sorted:
    """The terms of some items: each term once, how many items have it, and those items in a row."""

    keys: Keys
    counts: NDArray[np.int32]
    items: NDArray[np.int32]


class Postings:
    """Items by term. Immutable.

    Args:
        texts: of the items.
        vocabulary: of the texts.
    """

    def __init__(self, texts: Texts, vocabulary: Vocabulary) -> None:
        self.size = len(texts.firsts) - 1
        tables = {view: vocabulary.table(view) for view in VIEWS}
        pieces = [
            _sorted_terms(texts, tables, start, min(start + _ITEMS_TOGETHER, self.size))
            for start in range(0, self.size, _ITEMS_TOGETHER)
        ]
        self._keys, self._counts, self._starts, self._items = _merged(pieces, self.size)

    def weights(self, keys: Keys) -> NDArray[np.float32]:
        """How telling each of ``keys`` is (its idf); a term that no item has is the most telling."""
        counts = self.counts(keys)
        idf: NDArray[np.float32] = np.log1p((self.size - counts + 0.5) / (counts + 0.5)).astype(np.float32)
        return idf

    def counts(self, keys: Keys) -> NDArray[np.int32]:
        """How many items have each of ``keys``."""
        found, places = self._places(keys)
        return np.where(found, self._counts[places] if len(self._keys) else 0, 0).astype(np.int32)

    def best(
        self, keys: Keys, factors: NDArray[np.float32], allowed: NDArray[np.bool_], most: int
    ) -> NDArray[np.int64]:
        """At most ``most`` of the ``allowed`` items that have some of ``keys``, those with the most telling ones.

        Args:
            keys: distinct terms.
            factors: how much each of them counts beside its weight.
            allowed: mask over the items.
            most: how many at most.
        """
        found, places = self._places(keys)
        found &= self._starts[places + 1] > self._starts[places] if len(self._keys) else False
        places, factors = places[found], factors[found]
        lengths = self._starts[places + 1] - self._starts[places]
        order = np.argsort(lengths, kind="stable")
        affordable = np.cumsum(lengths[order]) <= _LOOKED_THROUGH
        affordable[:1] = True
        order = order[affordable]
        places, factors, lengths = places[order], factors[order], lengths[order]
        if not lengths.sum():
            return np.zeros(0, np.int64)
        counts = self._counts[places]
        weights = factors * np.log1p((self.size - counts + 0.5) / (counts + 0.5))
        items = self._items[ranges(self._starts[places], lengths)]
        totals = np.bincount(items, weights=np.repeat(weights, lengths), minlength=self.size)
        totals[~allowed] = 0.0
        top = np.argpartition(-totals, most)[:most] if most < self.size else np.arange(self.size)
        return np.sort(top[totals[top] > 0])

    def _places(self, keys: Keys) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        if not len(self._keys):
            return np.zeros(len(keys), np.bool_), np.zeros(len(keys), np.int64)
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return self._keys[places] == keys, places


def _sorted_terms(texts: Texts, tables: dict[View, NDArray[np.int32] | None], begin: int, end: int) -> _Sorted:
    asked, answers, firsts = texts.asked, texts.answers, texts.firsts
    text_span = slice(asked.starts[firsts[begin]], asked.starts[firsts[end]])
    lengths = np.diff(asked.starts[firsts[begin] : firsts[end] + 1])
    per_item = np.add.reduceat(lengths, firsts[begin:end] - firsts[begin]) if len(lengths) else lengths
    answer_span = slice(answers.starts[begin], answers.starts[end])
    numbers = np.arange(end - begin, dtype=np.int64)
    packed: list[Keys] = []
    for view, table in tables.items():
        row, items = asked.units[text_span], np.repeat(numbers, per_item)
        if view == "mandarin":
            row = np.concatenate([row, answers.units[answer_span]])
            items = np.concatenate([items, np.repeat(numbers, np.diff(answers.starts[begin : end + 1]))])
        row = row if table is None else table[row]
        there = row > BREAK
        packed.append((unigram_keys(row[there], view) << _ITEM) | items[there])
        pairs, beside = bigrams_of(row)
        packed.append((bigram_keys(pairs[beside], view) << _ITEM) | items[:-1][beside])
    unique = np.unique(np.concatenate(packed))
    keys, counts = np.unique(unique >> _ITEM, return_counts=True)
    return _Sorted(keys, counts.astype(np.int32), ((unique & ((1 << _ITEM) - 1)) + begin).astype(np.int32))


def _merged(pieces: list[_Sorted], size: int) -> tuple[Keys, NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]:
    """All terms, how many items have each, where its items begin, and the items; ``pieces`` is emptied."""
    keys = np.unique(np.concatenate([np.zeros(0, np.int64), *(piece.keys for piece in pieces)]))
    counts = np.zeros(len(keys), np.int32)
    for piece in pieces:
        counts[np.searchsorted(keys, piece.keys)] += piece.counts
    listed = np.where(np.isin(keys >> _KIND, _COUNTED_ONLY), 0, np.minimum(counts, max(int(_COMMON * size), _FEW)))
    starts = np.concatenate([[0], np.cumsum(listed, dtype=np.int64)])
    items = np.zeros(starts[-1], np.int32)
    ends = starts[:-1].copy()
    while pieces:
        piece = pieces.pop(0)
        places = np.searchsorted(keys, piece.keys)
        taken = np.minimum(piece.counts, starts[places + 1] - ends[places])
        begins = np.cumsum(piece.counts, dtype=np.int64) - piece.counts
        items[ranges(ends[places], taken)] = piece.items[ranges(begins, taken)]
        ends[places] += taken
    return keys, counts, starts, items
