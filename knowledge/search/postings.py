"""Which items have which terms: how telling a term is, and the items worth a closer look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.freed import give_back
from knowledge.search.kernels import BREAK, UNIT_BITS, append_items, heaviest, query_terms, whole_weights
from knowledge.search.texts import Row, Texts
from knowledge.search.vocabulary import VIEWS, View, Vocabulary, bigrams_of

Keys = NDArray[np.int64]
"""Terms, each as one number: its kind, and one or two units or sounds."""

_KIND = 2 * UNIT_BITS
"""Bits below the kind of a term."""

_ITEMS_TOGETHER = 4096
"""Items whose terms are sorted at once; their numbers take `_ITEM` bits."""
_ITEM = 12

_COMMON = 0.1
_FEW = 2_000
"""Share of items, and number of them, up to which all items of a term are listed; of more it tells too little."""

_GIVEN_BACK = 4
"""What merging leaves behind is given back after so many pieces."""

_MANY = 5_000
"""Items from which on what sorting leaves behind is worth giving back at once."""

_LOOKED_THROUGH = 250_000
"""Entries of postings looked through for one query; the most telling terms come first."""


def unigram_keys(units: NDArray[np.integer], view: View) -> Keys:
    """Keys of single units or sounds."""
    return units.astype(np.int64) | (np.int64(2 * VIEWS.index(view)) << _KIND)


def bigram_keys(pairs: NDArray[np.int64], view: View) -> Keys:
    """Keys of neighbours, given as `bigrams_of` gives them."""
    return pairs | (np.int64(2 * VIEWS.index(view) + 1) << _KIND)


_COUNTED_ONLY = tuple(np.int64(2 * VIEWS.index(view)) for view in VIEWS if view != "mandarin")
"""Kinds of terms that too many items have to be looked up by: single sounds."""


@dataclass(frozen=True)
class _Sorted:
    """The terms of some items: each once, how many items have it, and those items in a row, counted from ``begin``.

    Of terms that are only counted, the items are left out.
    """

    keys: Keys
    counts: NDArray[np.int32]
    items: NDArray[np.uint16]
    begin: int


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
        if self.size > _MANY:
            give_back()
        self._keys, self._counts, self._starts, self._items = _merged(pieces, self.size)

    def terms(
        self,
        numbers: NDArray[np.int64],
        beside: NDArray[np.int64],
        within: NDArray[np.bool_],
        size: int,
        view: View,
    ) -> tuple[Keys, NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]:
        """`query_terms` of a query in ``view``, weighed by these postings."""
        return query_terms(numbers, beside, within, size, 2 * VIEWS.index(view), self._keys, self._counts, self.size)

    def of_texts(self, texts: Row) -> NDArray[np.float32]:
        """How telling all terms of each text are together, in Mandarin wording, shape (texts,)."""
        return whole_weights(texts.starts, texts.units, self._keys, self._counts, self.size)

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
        return heaviest(
            keys, factors, self._keys, self._counts, self._starts, self._items, allowed, _LOOKED_THROUGH, most
        )


def _sorted_terms(texts: Texts, tables: dict[View, NDArray[np.int32]], begin: int, end: int) -> _Sorted:
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
        row = table[row] if view != "mandarin" else row
        there = row > BREAK
        packed.append((unigram_keys(row[there], view) << _ITEM) | items[there])
        pairs, beside = bigrams_of(row)
        packed.append((bigram_keys(pairs[beside], view) << _ITEM) | items[:-1][beside])
    unique = _distinct(packed)
    ends = np.append(np.flatnonzero(np.diff(unique >> _ITEM)), len(unique) - 1) + 1 if len(unique) else unique
    keys, counts = unique[ends - 1] >> _ITEM, np.diff(ends, prepend=0)
    listed = np.repeat(_listed(keys), counts)
    return _Sorted(keys, counts.astype(np.int32), (unique[listed] & ((1 << _ITEM) - 1)).astype(np.uint16), begin)


def _listed(keys: Keys) -> NDArray[np.bool_]:
    """Whether items are looked up by each of ``keys``, or it is only counted how many have it."""
    return ~np.isin(keys >> _KIND, _COUNTED_ONLY)


def _distinct(pieces: list[Keys]) -> Keys:
    """All keys once, ascending; many times as fast as `numpy.unique`, which hashes them."""
    keys = np.concatenate(pieces)
    keys.sort()
    return keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys


def _merged(pieces: list[_Sorted], size: int) -> tuple[Keys, NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]:
    """All terms, how many items have each, where its items begin, and the items; ``pieces`` is emptied."""
    keys = np.zeros(0, np.int64)
    for piece in pieces:
        keys = _distinct([keys, piece.keys])
    counts = np.zeros(len(keys), np.int32)
    for piece in pieces:
        counts[np.searchsorted(keys, piece.keys)] += piece.counts
    listed = _listed(keys) * np.minimum(counts, max(int(_COMMON * size), _FEW))
    starts = np.concatenate([[0], np.cumsum(listed, dtype=np.int64)])
    items = np.zeros(starts[-1], np.int32)
    ends = starts[:-1].copy()
    while pieces:
        piece = pieces.pop(0)
        own = _listed(piece.keys)
        places = np.searchsorted(keys, piece.keys[own])
        append_items(items, ends, starts, places, piece.counts[own], piece.items, piece.begin)
        if len(pieces) % _GIVEN_BACK == 0:
            give_back()
    return keys, counts, starts, items
