"""Matching by meaning: one vector per title and question, in FAISS."""

from __future__ import annotations

from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.search.bm25 import Scores
from knowledge.search.query import Query
from knowledge.search.texts import ItemTexts

Vectors = NDArray[np.float32]

_NEIGHBOURS = 64
"""Texts that FAISS proposes for a query."""

faiss.omp_set_num_threads(1)


class Encoder(Protocol):
    """Turns texts into vectors whose inner product says how alike they are."""

    def encode(self, texts: list[str]) -> Vectors:
        """Unit vectors, float32, shape (len(texts), dimension); a zero vector means nothing is known."""
        ...


class SemanticIndex:
    """Nearest titles and questions by inner product."""

    def __init__(self, texts: ItemTexts, encoder: Encoder) -> None:
        self._texts = texts
        self._encoder = encoder
        self._vectors: Vectors = np.ascontiguousarray(encoder.encode(texts.mandarin), dtype=np.float32)
        self._index = faiss.IndexFlatIP(self._vectors.shape[1])
        self._index.add(self._vectors)

    def vector(self, query: Query) -> Vectors | None:
        """The query's vector, shape (1, dimension); None when the encoder knows nothing of it."""
        vector = np.ascontiguousarray(self._encoder.encode([query.mandarin]), dtype=np.float32)
        return vector if np.isfinite(vector).all() and vector.any() else None

    def candidates(self, vector: Vectors, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Items near ``vector`` among those ``allowed``, a mask over items."""
        parameters = None
        if not allowed.all():
            bits = np.packbits(allowed[self._texts.owners], bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        wanted = min(_NEIGHBOURS, self._index.ntotal)
        _, found = self._index.search(vector, wanted, params=parameters)
        return np.unique(self._texts.owners[found[0][found[0] >= 0]])

    def scores(self, vector: Vectors, items: NDArray[np.int64]) -> Scores:
        """Best similarity of each of ``items`` to ``vector``, below 0 cut off, shape (len(items),)."""
        ends = np.append(self._texts.starts[1:], len(self._vectors))
        best = [float((self._vectors[self._texts.starts[i] : ends[i]] @ vector[0]).max(initial=0.0)) for i in items]
        return np.array(best, dtype=np.float32)
