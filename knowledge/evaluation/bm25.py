"""BM25 over weighted term bags, with postings in flat arrays and scores scaled by the query."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


class Bm25Index:
    """Scores every document for a query in one pass over the postings of its terms.

    Immutable after construction, so safe to read from many threads.

    Args:
        documents: term → weighted count, one mapping per document.
        k1: how soon a repeated term stops counting.
        b: how much long documents are held back, 0..1.
    """

    def __init__(self, documents: Sequence[Mapping[str, float]], *, k1: float = 1.2, b: float = 0.5) -> None:
        self.size = len(documents)
        lengths = np.array([sum(d.values()) for d in documents] or [1.0])
        norms = k1 * (1 - b + b * lengths / max(lengths.mean(), 1e-9))
        postings: dict[str, list[tuple[int, float]]] = {}
        for number, document in enumerate(documents):
            for term, count in document.items():
                impact = count * (k1 + 1) / (count + norms[number])
                postings.setdefault(term, []).append((number, impact))
        self._idf = {t: math.log1p((self.size - len(p) + 0.5) / (len(p) + 0.5)) for t, p in postings.items()}
        self._unseen = math.log1p((self.size + 0.5) / 0.5)
        self._postings: dict[str, tuple[NDArray[np.int32], Scores]] = {
            t: (
                np.array([number for number, _ in p], dtype=np.int32),
                np.array([impact * self._idf[t] for _, impact in p], dtype=np.float32),
            )
            for t, p in postings.items()
        }

    def weight(self, term: str) -> float:
        """How telling ``term`` is (its idf); a term that no document has is the most telling."""
        return self._idf.get(term, self._unseen)

    def scores(self, terms: Iterable[str]) -> Scores:
        """Score of every document, shape (size,), as a share of what a perfect match would get, 0..1."""
        unique = list(dict.fromkeys(terms))
        best = sum(map(self.weight, unique))
        found = [self._postings[t] for t in unique if t in self._postings]
        if not found or best <= 0:
            return np.zeros(self.size, dtype=np.float32)
        documents = np.concatenate([numbers for numbers, _ in found])
        impacts = np.concatenate([impacts for _, impacts in found])
        total = np.bincount(documents, weights=impacts, minlength=self.size)
        return np.minimum(total / best, 1.0).astype(np.float32)
