"""From terms to numbers: TF-IDF over several views of an utterance, side by side in one vector."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any, Dict, List, Mapping, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix

from qiaoban_rasa.terms import View

_Row = Tuple[List[int], List[float]]


class Weighing:
    """Gives each term ``(1 + ln tf) * idf``; each view's vector has the length its weight says.

    Terms never seen in training count towards that length, as the rarest there could be: of an
    utterance that is mostly unknown little remains, and the classifier stays unsure.

    Args:
        views: the views by name.
        weights: the length of each view's vector, by the same names.
    """

    def __init__(self, views: Mapping[str, View], weights: Mapping[str, float]) -> None:
        self._views = {name: views[name] for name in weights}
        self._weights = dict(weights)
        self._columns: Dict[str, Dict[str, int]] = {}
        self._idf: np.ndarray = np.zeros(0)
        self._unseen_idf = 1.0

    def learn(self, utterances: Sequence[Sequence[str]]) -> None:
        """Learn the terms of ``utterances`` (readings of units) and how rare each is."""
        self._columns, idf = {}, []
        for name, view in self._views.items():
            seen = Counter(term for units in utterances for term in set(view(units)))
            self._columns[name] = {term: len(idf) + i for i, term in enumerate(seen)}
            idf += [math.log((1 + len(utterances)) / (1 + count)) + 1 for count in seen.values()]
        self._idf = np.asarray(idf)
        self._unseen_idf = math.log(1 + len(utterances)) + 1

    def matrix(self, utterances: Sequence[Sequence[str]]) -> csr_matrix:
        """Float matrix of shape (utterances, terms)."""
        rows = [self.row(units) for units in utterances]
        ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns = [c for row in rows for c in row[0]]
        values = [v for row in rows for v in row[1]]
        return csr_matrix((values, columns, ends), shape=(len(rows), len(self._idf)))

    def row(self, units: Sequence[str]) -> _Row:
        """Columns and values of one utterance; both empty where no term is known."""
        columns: List[int] = []
        values: List[float] = []
        for name, view in self._views.items():
            known = self._columns[name]
            terms = Counter(view(units))
            counts = {known[t]: n for t, n in terms.items() if t in known}
            weighed = [(1 + math.log(n)) * self._idf[c] for c, n in counts.items()]
            unseen = (len(terms) - len(counts)) * self._unseen_idf**2
            length = math.sqrt(sum(w * w for w in weighed) + unseen) or 1.0
            columns += counts
            values += [self._weights[name] * w / length for w in weighed]
        return columns, values

    def state(self) -> Dict[str, Any]:
        """Everything learned, as plain lists."""
        return {
            "terms": {n: list(c) for n, c in self._columns.items()},
            "idf": self._idf.tolist(),
            "unseen_idf": self._unseen_idf,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over what `state` gave."""
        self._columns, first = {}, 0
        for name in self._views:
            terms = state["terms"][name]
            self._columns[name] = {term: first + i for i, term in enumerate(terms)}
            first += len(terms)
        self._idf = np.asarray(state["idf"])
        self._unseen_idf = float(state["unseen_idf"])
