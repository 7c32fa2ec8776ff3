"""A linear model over intents whose confidence means what it says."""

from __future__ import annotations

from collections import Counter
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
_FEWEST = 8
"""Examples that an intent needs, so that some can be held back."""
_SHARPEST, _FLATTEST = 20.0, 0.5


@dataclass(frozen=True)
class LinearModel:
    """Margins of one-against-the-rest support vector machines, made into probabilities.

    Attributes:
        labels: the intents, in the order of the rows of ``weights``.
        weights: float32 of shape (intents, terms).
        bias: float32 of shape (intents,).
        sharpness: margins are multiplied by it before the softmax. Fitted on utterances that a model had not
            learned from, to make what they mean as probable as can be.
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


@dataclass(frozen=True)
class Rows:
    """What is learned from.

    Attributes:
        features: of shape (utterances, terms).
        intents: what each utterance means.
        counts: how much each counts beside others.
        copies: the number of the utterance that each is a copy of; its own where it is none.
    """

    features: csr_matrix
    intents: Sequence[str]
    counts: Sequence[float]
    copies: Sequence[int]


def fit(rows: Rows, penalty: float) -> LinearModel:
    """Train on ``rows``.

    Args:
        rows: see `Rows`.
        penalty: ``C`` of the support vector machines: larger follows the examples more closely.

    Raises:
        ValueError: an intent has too few examples.
    """
    truth, weights = np.asarray(rows.intents), np.asarray(rows.counts, dtype=float)
    machine = _machine(penalty).fit(rows.features, truth, weights)
    return LinearModel(
        labels=[str(label) for label in machine.classes_],
        weights=machine.coef_.astype(np.float32),
        bias=machine.intercept_.astype(np.float32),
        sharpness=_sharpness(rows, truth, weights, penalty),
    )


def _machine(penalty: float) -> LinearSVC:
    return LinearSVC(C=penalty, random_state=_SEED)


def _sharpness(rows: Rows, truth: np.ndarray, weights: np.ndarray, penalty: float) -> float:
    """The sharpness under which unseen utterances are most probable; copies of them are kept from the model too."""
    copies = np.asarray(rows.copies)
    own = np.flatnonzero((copies == np.arange(len(copies))) & (weights == 1.0))
    few = [intent for intent, times in Counter(truth[own].tolist()).items() if times < _FEWEST]
    if few:
        raise ValueError(f"too few examples of {', '.join(few)}: each intent needs {_FEWEST}")
    _, unseen = train_test_split(own, test_size=_HELD_BACK, stratify=truth[own], random_state=_SEED)
    known = np.flatnonzero(~np.isin(copies, unseen))
    machine = _machine(penalty).fit(rows.features[known], truth[known], weights[known])
    margins = machine.decision_function(rows.features[unseen])
    index = np.searchsorted(machine.classes_, truth[unseen])
    loss = minimize_scalar(
        lambda s: -log_softmax(s * margins, axis=1)[np.arange(len(unseen)), index].mean(),
        bounds=(_FLATTEST, _SHARPEST),
        method="bounded",
    )
    return float(loss.x)
