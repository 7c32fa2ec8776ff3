"""Ranks items for a query by all ways of matching together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.item import Item
from knowledge.search.bm25 import Scores
from knowledge.search.fusion import adjust, fuse
from knowledge.search.lexical import LexicalIndex
from knowledge.search.phonetic import PhoneticIndex
from knowledge.search.query import Query
from knowledge.search.semantic import Encoder, SemanticIndex
from knowledge.search.texts import ItemTexts

_CANDIDATES = 32
"""Items taken over from written and sounding matches, before meaning is looked at."""

_CLEAR = 0.1
"""Lead over the next item that counts as full; two items may well answer the same question."""


@dataclass(frozen=True)
class Ranked:
    """One candidate: its place in the item list, the parts of its score, and calibration features."""

    index: int
    parts: dict[str, float]
    features: dict[str, float]


class Ranker:
    """All indexes over one list of items. Immutable after construction."""

    def __init__(self, items: Sequence[Item], encoder: Encoder | None) -> None:
        self._items = items
        texts = ItemTexts(items)
        self.lexical = LexicalIndex(items, texts)
        self._phonetic = PhoneticIndex(texts)
        self._semantic = SemanticIndex(texts, encoder) if encoder is not None else None

    def rank(
        self, query: Query, allowed: NDArray[np.bool_], *, prefer_topic: str | None = None, limit: int
    ) -> list[Ranked]:
        """The best ``limit`` items among those allowed, best first; what matches in nothing is left out."""
        chosen, parts = self._candidates(query, allowed)
        if not len(chosen):
            return []
        fused = fuse(parts)
        totals = np.array(
            [
                adjust(float(f), self._items[i], query.districts, prefer_topic)
                for i, f in zip(chosen, fused, strict=True)
            ]
        )
        order = [int(n) for n in np.argsort(-totals, kind="stable") if fused[n] > 0]
        return [self._ranked(query, int(chosen[n]), n, order, parts, totals) for n in order[:limit]]

    def _candidates(self, query: Query, allowed: NDArray[np.bool_]) -> tuple[NDArray[np.int64], dict[str, Scores]]:
        dense = {**self.lexical.parts(query), **self._phonetic.parts(query)}
        first = np.where(allowed, fuse(dense), 0.0)
        top = np.argpartition(-first, _CANDIDATES)[:_CANDIDATES] if len(first) > _CANDIDATES else np.arange(len(first))
        chosen = top[first[top] > 0]
        semantic = self._semantic
        if semantic is None:
            chosen = np.sort(chosen)
            return chosen, {name: scores[chosen] for name, scores in dense.items()}
        vector = semantic.vector(query)
        if vector is not None:
            chosen = np.union1d(chosen, semantic.candidates(vector, allowed))
        chosen = np.sort(chosen)
        parts = {name: scores[chosen] for name, scores in dense.items()}
        parts["semantic"] = np.zeros(len(chosen), np.float32) if vector is None else semantic.scores(vector, chosen)
        return chosen, parts

    def _ranked(
        self,
        query: Query,
        index: int,
        n: int,
        order: list[int],
        parts: dict[str, Scores],
        totals: NDArray[np.float64],
    ) -> Ranked:
        own = {name: float(scores[n]) for name, scores in parts.items()}
        own["fused"] = float(totals[n])
        known = self._phonetic.known(query)
        rivals = [m for m in order[:2] if m != n]
        features = {
            "fused": own["fused"],
            "margin": float(np.clip(own["fused"] - totals[rivals[0]], 0.0, _CLEAR)) if rivals else _CLEAR,
            "mandarin": own["mandarin"],
            "sound": max(own["jyutping"], own["pinyin"]),
            "whole": own["whole"],
            "semantic": own.get("semantic", 0.0) * known,
            "coverage": self.lexical.coverage(query, index),
        }
        return Ranked(index, own, features)
