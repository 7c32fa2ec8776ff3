"""Whether a way of finding knows when no item answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.evaluation.outcome import Outcome


@dataclass(frozen=True)
class Refusing:
    """How a finder refuses at its threshold; shares 0..1, None where there is nothing to take a share of.

    Attributes:
        unanswerable: how many questions no item answers.
        precision: share of refused questions that no item answers.
        recall: share of questions that no item answers which are refused.
        wrong: share of questions that an item answers which are refused.
    """

    unanswerable: int
    precision: float | None
    recall: float | None
    wrong: float | None


def refusing(outcomes: Sequence[Outcome], threshold: float) -> Refusing:
    """The measures of ``outcomes`` where a best score below ``threshold`` is a refusal."""
    rightly = [o.refused(threshold) for o in outcomes if not o.question.answerable]
    wrongly = [o.refused(threshold) for o in outcomes if o.question.answerable]
    return Refusing(
        unanswerable=len(rightly),
        precision=_share(sum(rightly), sum(rightly) + sum(wrongly)),
        recall=_share(sum(rightly), len(rightly)),
        wrong=_share(sum(wrongly), len(wrongly)),
    )


def best_threshold(outcomes: Sequence[Outcome]) -> float:
    """The threshold with the best F1 of refusing; of several, the one that refuses least."""
    scores = sorted({o.score for o in outcomes if o.score is not None})
    candidates = [*scores, math.nextafter(scores[-1], math.inf)] if scores else [0.0]
    return max(candidates, key=lambda threshold: _f1(outcomes, threshold))


def _f1(outcomes: Sequence[Outcome], threshold: float) -> float:
    refused = [o for o in outcomes if o.refused(threshold)]
    rightly = sum(not o.question.answerable for o in refused)
    unanswerable = sum(not o.question.answerable for o in outcomes)
    return 2 * rightly / max(1, len(refused) + unanswerable)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
