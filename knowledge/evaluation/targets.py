"""What search is to reach, and whether it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.evaluation.evaluating import Evaluation
from knowledge.evaluation.finders import CHARACTERS, OURS

Unit = Literal["share", "points", "ratio"]
"""A share 0..1; a difference of shares; one figure divided by another."""


@dataclass(frozen=True)
class Verdict:
    """A figure beside its target; ``value`` and ``met`` are None where it could not be measured."""

    what: str
    value: float | None
    limit: float
    at_least: bool
    unit: Unit

    @property
    def met(self) -> bool | None:
        """Whether the target is reached."""
        if self.value is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def verdicts(evaluation: Evaluation) -> list[Verdict]:
    """All targets with what ``evaluation`` found."""
    return [
        Verdict("right item first, clean wording", _clean(evaluation), 0.90, True, "share"),
        Verdict("right item first, ratio to character BM25", _ratio(evaluation), 1.25, True, "ratio"),
        Verdict("points that recogniser noise costs", _cost_of_noise(evaluation), 0.05, False, "points"),
        Verdict("unanswerable questions refused", evaluation.of(OURS).cell().refusing.recall, 0.95, True, "share"),
        Verdict("answerable questions refused", evaluation.of(OURS).cell().refusing.wrong, 0.03, False, "share"),
    ]


def _clean(evaluation: Evaluation) -> float | None:
    return evaluation.of(OURS).cell("clean").ranking.recall_1


def _ratio(evaluation: Evaluation) -> float | None:
    ours, plain = (evaluation.of(name).cell().ranking.recall_1 for name in (OURS, CHARACTERS))
    return ours / plain if ours is not None and plain else None


def _cost_of_noise(evaluation: Evaluation) -> float | None:
    clean, noise = (evaluation.of(OURS).cell(put).ranking.recall_1 for put in ("clean", "noise"))
    return clean - noise if clean is not None and noise is not None else None
