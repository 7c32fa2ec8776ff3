"""What one way of finding made of one question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.evaluation.finder import Finder, Found
from knowledge.evaluation.questions import Question


@dataclass(frozen=True)
class Outcome:
    """A question and what was found, best first."""

    question: Question
    found: tuple[Found, ...]

    @property
    def rank(self) -> int | None:
        """Place, from 1, of the first item that answers; None where none was found."""
        right = self.question.items
        return next((place for place, hit in enumerate(self.found, 1) if hit.id in right), None)

    @property
    def score(self) -> float | None:
        """Score of the first item; None where nothing was found."""
        return self.found[0].score if self.found else None

    def refused(self, threshold: float) -> bool:
        """Whether a finder with this threshold says that it knows no answer."""
        return self.score is None or self.score < threshold


def ask(finder: Finder, questions: Sequence[Question], asked: Callable[[], None] | None = None) -> list[Outcome]:
    """Ask every question; ``asked`` is called after each."""
    outcomes: list[Outcome] = []
    for question in questions:
        outcomes.append(Outcome(question, tuple(finder.find(question.text))))
        if asked is not None:
            asked()
    return outcomes
