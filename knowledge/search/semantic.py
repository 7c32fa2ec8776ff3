"""Matching by meaning: a vector per title and question, and FAISS to find the near ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import faiss as untyped_faiss
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from knowledge.search.kernels import nearest_texts
from knowledge.search.matching import Scores
from knowledge.search.vocabulary import gathered

faiss: Any = untyped_faiss
"""Its stubs describe the C++ classes, not what Python is given."""

Vectors = NDArray[np.float32]

FEW = 30_000
"""Texts up to which every vector is compared (Flat); with more, FAISS walks a graph of the items' means (HNSW)."""

_LINKS = 24
"""Links of a vector in the graph."""

_BUILD_BREADTH = 60
"""Candidates kept while the graph is built; more make it surer and slower."""

_SEARCH_BREADTH = 128
"""Candidates kept while the graph is walked."""

_SELECTIVE = 0.2
"""Share of items allowed below which the allowed ones are compared one by one, as the graph would lose its way."""

# One thread a query: many people ask at once, and waking a second thread takes longer than the work.
threadpool_limits(1, user_api="blas")


class Encoder(Protocol):
    """Turns texts into vectors whose inner product says how alike they are."""

    def encode(self, texts: list[str]) -> Vectors:
        """Unit vectors, float32, shape (len(texts), dimension); a zero vector means nothing is known."""
        ...


def encoded(encoder: Encoder, texts: list[str]) -> Vectors:
    """Vectors of ``texts``, shape (len(texts), dimension); zero where the encoder knows nothing of one."""
    return np.nan_to_num(np.ascontiguousarray(encoder.encode(texts), dtype=np.float32), posinf=0.0, neginf=0.0)


class VectorsBuilder:
    """Gathers the vectors of texts piece by piece, those of many texts in eight bits a number and with a graph."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._exact: list[Vectors] = []
        self._firsts: list[NDArray[np.int64]] = []
        self._rounded: list[NDArray[np.int8]] = []
        self._graph: Any = None
        self._count = 0

    def add(self, texts: list[str], firsts: NDArray[np.int64]) -> None:
        """Take in ``texts`` in Mandarin wording; ``firsts`` are the first texts of their items."""
        self._exact.append(encoded(self._encoder, texts))
        self._firsts.append(firsts)
        self._count += len(texts)
        if self._count <= FEW:
            return
        for vectors, own in zip(self._exact, self._firsts, strict=True):
            self._graph = self._graph or _empty_graph(vectors.shape[1])
            with _all_cores():
                self._graph.add(_unit(np.add.reduceat(vectors, own)))
            self._rounded.append(_rounded(vectors))
        self._exact, self._firsts = [], []

    def build(self, firsts: NDArray[np.int64]) -> SemanticIndex:
        """The index over all; ``firsts`` as `Texts` has them."""
        if self._graph is not None:
            return SemanticIndex(firsts, gathered(self._rounded), self._graph)
        return SemanticIndex(firsts, gathered(self._exact), None)


class SemanticIndex:
    """Nearest titles and questions by inner product. Immutable.

    Args:
        firsts: of each item, its first text, the last entry the end.
        vectors: of the texts, shape (texts, dimension); of type int8, in units of `_STEP`.
        graph: over the means of the items, where there are many texts; without it all texts are compared.
    """

    def __init__(self, firsts: NDArray[np.int64], vectors: Vectors | NDArray[np.int8], graph: Any) -> None:
        self._firsts = firsts
        self._vectors = vectors
        self._graph = graph is not None
        self._owners = np.repeat(np.arange(len(firsts) - 1, dtype=np.int32), np.diff(firsts))
        self._index = graph if self._graph else _flat(vectors)

    def candidates(self, passages: Vectors, allowed: NDArray[np.bool_], most: int) -> NDArray[np.int64]:
        """Items near any of ``passages`` among those ``allowed``, a mask over items; ``most`` texts near each."""
        asked = passages[passages.any(axis=1)]
        if not len(asked) or not allowed.any():
            return np.zeros(0, np.int64)
        if self._graph and allowed.mean() < _SELECTIVE:
            return self._nearest_of(asked, np.flatnonzero(allowed), most)
        mask = allowed if self._graph else allowed[self._owners]
        found = self._search(asked, None if allowed.all() else mask, most)
        found = found[found >= 0]
        return np.unique(found if self._graph else self._owners[found])

    def scores(self, passages: Vectors, items: NDArray[np.int64]) -> Scores:
        """Best similarity of a text of each of ``items`` to each passage, at least 0, shape (len(items), passages)."""
        asked = passages * _STEP if self._graph else passages
        return nearest_texts(items, self._firsts, self._vectors, asked)

    def _search(self, asked: Vectors, mask: NDArray[np.bool_] | None, most: int) -> NDArray[np.int64]:
        bits = None if mask is None else np.packbits(mask, bitorder="little")
        selector = None if bits is None else faiss.IDSelectorBitmap(bits)
        if self._graph:
            parameters = faiss.SearchParametersHNSW(efSearch=_SEARCH_BREADTH, sel=selector)
        else:
            parameters = None if selector is None else faiss.SearchParameters(sel=selector)
        faiss.omp_set_num_threads(1)  # holds for the thread that asks
        found: NDArray[np.int64]
        _, found = self._index.search(asked, min(most, self._index.ntotal), params=parameters)
        return found

    def _nearest_of(self, asked: Vectors, items: NDArray[np.int64], most: int) -> NDArray[np.int64]:
        if len(items) <= most:
            return items
        best = (self._index.reconstruct_batch(items) @ asked.T).max(axis=1)
        return np.sort(items[np.argpartition(-best, most)[:most]])


_STEP = np.float32(1 / 127)
"""What one step of a rounded vector is worth."""


def _rounded(vectors: Vectors) -> NDArray[np.int8]:
    return np.round(np.clip(vectors, -1.0, 1.0) / _STEP).astype(np.int8)


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit


def _flat(vectors: Vectors | NDArray[np.int8]) -> Any:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return index


def _empty_graph(dimension: int) -> Any:
    index = faiss.IndexHNSWSQ(dimension, faiss.ScalarQuantizer.QT_fp16, _LINKS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = _BUILD_BREADTH
    index.train(np.zeros((1, dimension), np.float32))  # this kind learns nothing
    return index


@contextmanager
def _all_cores() -> Iterator[None]:
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(1)
