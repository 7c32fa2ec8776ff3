"""Asks every finder every question, and measures what comes out, by wording and dialect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import get_args

from knowledge.evaluation.finder import Finder
from knowledge.evaluation.outcome import Outcome, ask
from knowledge.evaluation.questions import Part, Question, QuestionDialect, Wording
from knowledge.evaluation.ranking import Ranking, ranking
from knowledge.evaluation.refusing import Refusing, best_threshold, refusing
from knowledge.evaluation.reliability import Reliability, reliability

Progress = Callable[[int, int], None]
"""Told how many questions of how many have been asked."""


@dataclass(frozen=True)
class Cell:
    """What a finder reaches on the questions of one wording and one dialect; None stands for all of them."""

    wording: Wording | None
    dialect: QuestionDialect | None
    ranking: Ranking
    refusing: Refusing


@dataclass(frozen=True)
class Measured:
    """What one finder reaches; ``reliability`` is None where its scores are not meant as probabilities."""

    name: str
    threshold: float
    cells: tuple[Cell, ...]
    reliability: Reliability | None

    def cell(self, wording: Wording | None = None, dialect: QuestionDialect | None = None) -> Cell:
        """The figures of this wording and dialect."""
        return next(c for c in self.cells if (c.wording, c.dialect) == (wording, dialect))


@dataclass(frozen=True)
class Mistake:
    """A question with the wrong item first, refused though an item answers, or answered though none does."""

    what: str
    question: Question
    found: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Evaluation:
    """All figures for one part of the questions.

    ``mistakes`` are those of each finder that is `Finder.calibrated`; empty for the test part.
    """

    part: Part
    finders: tuple[Measured, ...]
    mistakes: tuple[Mistake, ...] = ()

    def of(self, name: str) -> Measured:
        """The figures of the finder of this name."""
        return next(measured for measured in self.finders if measured.name == name)


def evaluate(
    part: Part,
    questions: Sequence[Question],
    tuning: Sequence[Question],
    finders: Sequence[Finder],
    progress: Progress | None = None,
) -> Evaluation:
    """Measure ``finders``.

    Args:
        part: what ``questions`` are; mistakes are kept of ``dev`` only.
        questions: to be measured with.
        tuning: the dev part, on which the threshold of a finder without one is chosen.
        finders: with names of their own.
        progress: see `Progress`.
    """
    counter = _Counter(progress, sum(len(questions) + len(_tuning(f, part, tuning)) for f in finders))
    measured: list[Measured] = []
    mistakes: list[Mistake] = []
    for finder in finders:
        outcomes = ask(finder, questions, counter.step)
        threshold = finder.threshold
        if threshold is None:
            apart = ask(finder, _tuning(finder, part, tuning), counter.step)
            threshold = best_threshold(outcomes if part == "dev" else apart)
        measured.append(_measure(finder, outcomes, threshold))
        if finder.calibrated and part == "dev":
            mistakes += [m for o in outcomes if (m := _mistake(o, threshold)) is not None]
    return Evaluation(part, tuple(measured), tuple(mistakes))


def _tuning(finder: Finder, part: Part, tuning: Sequence[Question]) -> Sequence[Question]:
    """What ``finder`` is asked beside the questions themselves."""
    return tuning if finder.threshold is None and part != "dev" else ()


def _measure(finder: Finder, outcomes: Sequence[Outcome], threshold: float) -> Measured:
    cells: list[Cell] = []
    for wording, dialect in product((None, *get_args(Wording)), (None, *get_args(QuestionDialect))):
        own = [o for o in outcomes if wording in (None, o.question.put) and dialect in (None, o.question.dialect)]
        cells.append(Cell(wording, dialect, ranking(own), refusing(own, threshold)))
    return Measured(finder.name, threshold, tuple(cells), reliability(outcomes) if finder.calibrated else None)


def _mistake(outcome: Outcome, threshold: float) -> Mistake | None:
    question = outcome.question
    if not question.answerable:
        what = "" if outcome.refused(threshold) else "answered, though no item answers"
    elif outcome.rank != 1:
        what = "wrong item first" + (", and refused" if outcome.refused(threshold) else "")
    else:
        what = "right item first, but refused" if outcome.refused(threshold) else ""
    return Mistake(what, question, outcome.found[:2]) if what else None


class _Counter:
    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def step(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)
