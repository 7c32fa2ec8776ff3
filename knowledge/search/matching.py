"""A query taken apart into the terms by which texts are compared with it, in one view."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.postings import Keys, Postings
from knowledge.search.query import Query
from knowledge.search.vocabulary import View, Vocabulary

Scores = NDArray[np.float32]

_SOUND_FACTOR = 0.5
"""How much a sound counts beside a character when candidates are chosen."""


@dataclass(frozen=True)
class QueryTerms:
    """The distinct terms of a query in one view, single ones first, then neighbours.

    Attributes:
        keys: shape (terms,); those of unknown units are -1.
        weights: how telling each is, in each passage that has it, shape (terms, passages).
        slots: of every number in the view, the place of its term; -1 where the query has none.
        pairs: of two single terms, the place of their neighbourhood among the terms; -1 where there is none.
    """

    view: View
    keys: Keys
    weights: Scores
    slots: NDArray[np.int32]
    pairs: NDArray[np.int32]


def terms_of(query: Query, view: View, vocabulary: Vocabulary, postings: Postings) -> QueryTerms:
    """The terms of ``query`` in ``view``, weighed by ``postings``."""
    grams = query.grams
    numbers = np.array([vocabulary.number(unit, view) for unit in grams.units], np.int64)
    return QueryTerms(view, *postings.terms(numbers, grams.pairs, grams.within, vocabulary.size(view), view))


def looked_up(terms: Iterable[QueryTerms]) -> tuple[Keys, NDArray[np.float32]]:
    """Keys of the known terms of all views, by which items are looked up, and how much each counts."""
    views = list(terms)
    factors = [1.0 if own.view == "mandarin" else _SOUND_FACTOR for own in views]
    keys = np.concatenate([own.keys for own in views])
    known = keys >= 0
    return keys[known], np.repeat(np.array(factors, np.float32), [len(own.keys) for own in views])[known]
