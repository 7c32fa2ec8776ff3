"""How far up the right item stands. Only questions that an item answers count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.evaluation.outcome import Outcome


@dataclass(frozen=True)
class Ranking:
    """Measures over ``questions`` answerable questions, each 0..1; None where there is no such question.

    Any of the items that answer a question will do, so recall is counted in questions, not in items.

    Attributes:
        recall_1: share of questions with a right item first.
        recall_3: share of questions with a right item among the first three.
        mrr: mean of 1 ÷ place of the first right item, 0 where none is among the first `DEPTH`.
    """

    questions: int
    recall_1: float | None
    recall_3: float | None
    mrr: float | None


def ranking(outcomes: Sequence[Outcome]) -> Ranking:
    """The measures of ``outcomes``."""
    ranks = [outcome.rank for outcome in outcomes if outcome.question.answerable]
    if not ranks:
        return Ranking(0, None, None, None)
    count = len(ranks)
    found = [rank for rank in ranks if rank is not None]
    return Ranking(
        questions=count,
        recall_1=sum(rank == 1 for rank in found) / count,
        recall_3=sum(rank <= 3 for rank in found) / count,
        mrr=sum(1 / rank for rank in found) / count,
    )
