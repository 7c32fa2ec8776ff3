"""Whether scores are what they claim to be: the probability that the first item answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from knowledge.evaluation.outcome import Outcome

_BINS = 10
"""Stretches of equal width that scores are sorted into, as is usual for the expected calibration error."""


@dataclass(frozen=True)
class Bin:
    """Questions whose first item has a score of one stretch: how many, their mean score, and the share right."""

    questions: int
    score: float
    right: float


@dataclass(frozen=True)
class Reliability:
    """The bins that hold questions, by score, and the expected calibration error (ECE), 0..1.

    The error is the mean distance between score and share right, bins weighed by their questions. A question that
    no item answers is never right; one for which nothing was found counts with score 0.
    """

    error: float
    bins: tuple[Bin, ...]


def reliability(outcomes: Sequence[Outcome]) -> Reliability:
    """The curve of ``outcomes``, whose scores are probabilities, 0..1."""
    return curve((outcome.score or 0.0, outcome.rank == 1) for outcome in outcomes)


def curve(claims: Iterable[tuple[float, bool]]) -> Reliability:
    """The curve of scores, 0..1, each with whether it was right."""
    sorted_in: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for score, right in claims:
        sorted_in[min(int(score * _BINS), _BINS - 1)].append((score, right))
    bins = tuple(
        Bin(len(own), fmean(score for score, _ in own), fmean(right for _, right in own)) for own in sorted_in if own
    )
    total = sum(one.questions for one in bins)
    error = sum(one.questions * abs(one.score - one.right) for one in bins) / max(1, total)
    return Reliability(error, bins)
