"""A linear model over intents whose confidence means what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Sequence

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

_SEED = 7
_FOLDS = 4
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


def fit(features: csr_matrix, intents: Sequence[str], penalty: float) -> LinearModel:
    """Train on ``features`` (utterances, terms).

    Args:
        features: one row per utterance.
        intents: the intent of each row.
        penalty: ``C`` of the support vector machines: larger follows the examples more closely.
    """
    truth = np.asarray(intents)
    machine = _machine(penalty).fit(features, truth)
    return LinearModel(
        labels=[str(label) for label in machine.classes_],
        weights=machine.coef_.astype(np.float32),
        bias=machine.intercept_.astype(np.float32),
        sharpness=_sharpness(features, truth, penalty),
    )


def _machine(penalty: float) -> LinearSVC:
    return LinearSVC(C=penalty, random_state=_SEED)


def _sharpness(features: csr_matrix, truth: np.ndarray, penalty: float) -> float:
    """The sharpness under which unseen utterances are most probable."""
    labels = np.unique(truth)
    margins = np.zeros((len(truth), len(labels)))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    for known, unseen in folds.split(features, truth):
        margins[unseen] = _machine(penalty).fit(features[known], truth[known]).decision_function(features[unseen])
    index = np.searchsorted(labels, truth)
    rows = np.arange(len(truth))
    loss = minimize_scalar(
        lambda s: -log_softmax(s * margins, axis=1)[rows, index].mean(),
        bounds=(_FLATTEST, _SHARPEST),
        method="bounded",
    )
    return float(loss.x)
