"""From match features to the probability that the item answers the query."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

FEATURES = ("fused", "ahead")
"""What a calibration looks at; see `knowledge.search.ranking` for how each is made."""

_RIDGE = 0.01
_STEPS = 50


@dataclass(frozen=True)
class Calibration:
    """A logistic curve over `FEATURES`."""

    weights: tuple[float, ...]
    bias: float

    def __post_init__(self) -> None:
        values = (*self.weights, self.bias)
        if len(self.weights) != len(FEATURES) or not all(map(math.isfinite, values)):
            raise ValueError(f"a calibration needs {len(FEATURES)} finite weights and a bias; train again")

    def probability(self, features: Mapping[str, float]) -> float:
        """Probability, 0..1, for one match."""
        logit = self.bias + sum(w * features[f] for w, f in zip(self.weights, FEATURES, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))

    def to_json(self) -> str:
        """As JSON text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Calibration:
        """Read what `to_json` wrote.

        Raises:
            ValueError: not a calibration, or one with other features.
        """
        try:
            data = json.loads(text)
            return cls(tuple(map(float, data["weights"])), float(data["bias"]))
        except (KeyError, TypeError) as error:
            raise ValueError("not a calibration; train again") from error


@cache
def default_calibration(*, semantic: bool) -> Calibration:
    """The calibration in force where none was fitted to the items at hand."""
    data = yaml.safe_load((Path(__file__).parent / "calibration.yaml").read_text(encoding="utf-8"))
    scale = data["with_encoder" if semantic else "without_encoder"]
    return Calibration(tuple(scale["weights"]), scale["bias"])


def fit(matches: Sequence[Mapping[str, float]], right: Sequence[bool], weights: Sequence[float]) -> Calibration:
    """Fit by regularised, weighted logistic regression in which no feature speaks against a match.

    Args:
        matches: the features of each match.
        right: whether each match answered its query.
        weights: how much each match counts.
    """
    x = np.array([[*(m[f] for f in FEATURES), 1.0] for m in matches])
    y, w = np.array(right, dtype=float), np.array(weights, dtype=float)
    used = np.ones(x.shape[1], dtype=bool)
    while True:
        beta = np.zeros(x.shape[1])
        beta[used] = _newton(x[:, used], y, w)
        against = beta[:-1] < 0
        if not against.any():
            return Calibration(tuple(float(b) for b in beta[:-1]), float(beta[-1]))
        used[:-1] &= ~against


def _newton(x: NDArray[np.float64], y: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
    ridge = np.diag([_RIDGE * float(w.sum()) / 100] * (x.shape[1] - 1) + [1e-6])
    beta = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (w * (y - p)) - ridge @ beta
        curvature = (x * (w * np.maximum(p * (1 - p), 1e-6))[:, None]).T @ x + ridge
        step = np.linalg.solve(curvature, gradient)
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    return beta
