"""How well texts match a query, in one view: share of the query found in a text, and of the text in the query."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.postings import Keys, Postings, term_key
from knowledge.search.query import Query
from knowledge.search.vocabulary import BREAK, Units, View, Vocabulary

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class QueryTerms:
    """The distinct terms of a query in one view, single ones first, then neighbours.

    Attributes:
        keys: shape (terms,); those of unknown units are -1.
        weights: how telling each is, in each passage that has it, shape (terms, passages).
        singles: how many of the terms are single.
        units: number of each single term in the view.
        pairs: of two single terms, the place of their neighbourhood among the terms; -1 where there is none.
    """

    view: View
    keys: Keys
    weights: Scores
    singles: int
    units: NDArray[np.int64]
    pairs: NDArray[np.int64]

    def total(self) -> Scores:
        """Weight of a perfect match of each passage, shape (passages,)."""
        total: Scores = self.weights.sum(axis=0)
        return total


def terms_of(query: Query, view: View, vocabulary: Vocabulary, postings: Postings) -> QueryTerms:
    """The terms of ``query`` in ``view``, weighed by ``postings``."""
    names, within = query.grams
    numbers = {name[0]: vocabulary.number(name[0], view) for name in names if len(name) == 1}
    unknown = {unit: -2 - n for n, unit in enumerate(unit for unit, number in numbers.items() if number < 0)}
    numbers |= unknown
    terms = [tuple([numbers[unit] for unit in name]) for name in names]
    slots = {term: slot for slot, term in enumerate(sorted(dict.fromkeys(terms), key=len))}
    singles = sum(len(term) == 1 for term in slots)
    keys = np.array([term_key(term, view) for term in slots], dtype=np.int64)
    there = np.zeros((len(slots), within.shape[1]), np.bool_)
    np.logical_or.at(there, [slots[term] for term in terms], within)
    pairs = np.full((singles + 1, singles + 1), -1, dtype=np.int64)
    for term, slot in slots.items():
        if len(term) > 1:
            pairs[slots[term[:1]] + 1, slots[term[1:]] + 1] = slot
    units = np.array([term[0] for term in slots if len(term) == 1], dtype=np.int64)
    return QueryTerms(view, keys, there * postings.weights(keys)[:, None], singles, units, pairs)


def presence(terms: QueryTerms, row: Units, owners: NDArray[np.int64], count: int) -> Scores:
    """Which of ``terms`` each text has, as ones and zeros, shape (count, terms).

    Args:
        terms: of the query.
        row: units of all texts in the view of ``terms``, breaks between them.
        owners: the text of each entry of ``row``.
        count: how many texts there are.
    """
    found = np.zeros((count, len(terms.keys)), dtype=np.float32)
    known = terms.units[terms.units > BREAK]
    if not len(row) or not len(known):
        return found
    table = np.zeros(max(int(row.max()), int(known.max())) + 1, dtype=np.int32)
    table[known] = np.flatnonzero(terms.units > BREAK) + 1
    slots = table[row]
    there = np.flatnonzero(slots)
    found[owners[there], slots[there] - 1] = 1.0
    first = there[:-1][np.diff(there) == 1]
    neighbours = terms.pairs[slots[first], slots[first + 1]]
    beside = neighbours >= 0
    found[owners[first[beside]], neighbours[beside]] = 1.0
    return found
