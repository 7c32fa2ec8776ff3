"""Meaning alone, as a baseline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.dialect import to_mandarin
from knowledge.evaluation.finder import DEPTH, Found
from knowledge.item import Item
from knowledge.search import Encoder
from knowledge.search.texts import asked_texts


class EncoderFinder:
    """Ranks items by the inner product of the query with the title or question most like it."""

    name = "encoder"
    threshold: float | None = None
    calibrated = False

    def __init__(self, items: Sequence[Item], encoder: Encoder) -> None:
        self._encoder = encoder
        self._ids = [item.id for item in items]
        texts = [asked_texts(item) for item in items]
        counts = [len(own) for own in texts]
        self._firsts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        self._vectors = encoder.encode([to_mandarin(text) for own in texts for text in own])

    def find(self, query: str) -> list[Found]:
        """See `Finder`."""
        [vector] = self._encoder.encode([to_mandarin(query)])
        if not vector.any():
            return []
        scores = np.maximum.reduceat(self._vectors @ vector, self._firsts)
        return [Found(self._ids[place], float(scores[place])) for place in (-scores).argsort(kind="stable")[:DEPTH]]
