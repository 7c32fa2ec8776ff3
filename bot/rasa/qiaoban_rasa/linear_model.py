"""A linear model over intents whose confidence means what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Sequence

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

_SEED = 7
_HELD_BACK = 0.25
"""Share of the examples that the confidence is fitted on, by a model that has not seen them."""
_SHARPEST, _FLATTEST = 20.0, 0.5


@dataclass(frozen=True)
class LinearModel:
    """Margins of one-against-the-rest support vector machines, made into probabilities.

    Attributes:
        labels: the intents, in the order of the rows of ``weights``.
        weights: float32 of shape (intents, terms).
        bias: float32 of shape (intents,).
        sharpness: margins are multiplied by it before the softmax. It is fitted on utterances the
            model had not learned from, so that of the answers given with confidence 0.8 some
            eight in ten are right.
    """

    labels: List[str]
    weights: np.ndarray
    bias: np.ndarray
    sharpness: float

    def probabilities(self, columns: Sequence[int], values: Sequence[float]) -> np.ndarray:
        """Probability of each intent, shape (intents,), for an utterance given by its non-zero terms."""
        margins = self.weights[:, list(columns)] @ np.asarray(values, dtype=np.float32) + self.bias
        result: np.ndarray = softmax(self.sharpness * margins.astype(float))
        return result


def fit(features: csr_matrix, intents: Sequence[str], counts: Sequence[float], penalty: float) -> LinearModel:
    """Train on ``features`` (utterances, terms).

    Args:
        features: one row per utterance.
        intents: the intent of each row.
        counts: how much each row counts.
        penalty: ``C`` of the support vector machines: larger follows the examples more closely.
    """
    truth, weights = np.asarray(intents), np.asarray(counts, dtype=float)
    machine = _machine(penalty).fit(features, truth, weights)
    return LinearModel(
        labels=[str(label) for label in machine.classes_],
        weights=machine.coef_.astype(np.float32),
        bias=machine.intercept_.astype(np.float32),
        sharpness=_sharpness(features, truth, weights, penalty),
    )


def _machine(penalty: float) -> LinearSVC:
    return LinearSVC(C=penalty, random_state=_SEED)


def _sharpness(features: csr_matrix, truth: np.ndarray, weights: np.ndarray, penalty: float) -> float:
    """The sharpness under which unseen utterances are most probable."""
    rows = np.arange(len(truth))
    known, unseen = train_test_split(rows, test_size=_HELD_BACK, stratify=truth, random_state=_SEED)
    machine = _machine(penalty).fit(features[known], truth[known], weights[known])
    margins = machine.decision_function(features[unseen])
    index = np.searchsorted(machine.classes_, truth[unseen])
    loss = minimize_scalar(
        lambda s: -np.average(log_softmax(s * margins, axis=1)[np.arange(len(unseen)), index], weights=weights[unseen]),
        bounds=(_FLATTEST, _SHARPEST),
        method="bounded",
    )
    return float(loss.x)
