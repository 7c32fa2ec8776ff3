"""The figures as tables of text, for a terminal or a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from connectors.cli.evaluate.grid import Grid, percent
from knowledge.evaluation import Evaluation, Verdict, verdicts
from knowledge.evaluation.evaluating import Cell, Measured


def grids(evaluation: Evaluation) -> list[Grid]:
    """All tables of ``evaluation``, the targets first."""
    return [_targets(evaluation), _ranking(evaluation), _refusing(evaluation)]


def _targets(evaluation: Evaluation) -> Grid:
    rows = tuple(
        (v.what, _figure(v, v.value), ("≥ " if v.at_least else "≤ ") + _figure(v, v.limit), _met(v))
        for v in verdicts(evaluation)
    )
    error = _error(evaluation)
    note = f"Calibration error (ECE) of the scores: {error:.3f}." if error is not None else ""
    return Grid(f"Targets, {evaluation.part} part", note, ("ours", "measured", "target", ""), (rows,))


def _error(evaluation: Evaluation) -> float | None:
    return next((m.reliability.error for m in evaluation.finders if m.reliability is not None), None)


def _figure(verdict: Verdict, value: float | None) -> str:
    if value is None:
        return "not measured"
    return {"share": f"{100 * value:.1f} %", "points": f"{100 * value:.1f}", "ratio": f"{value:.2f}"}[verdict.unit]


def _met(verdict: Verdict) -> str:
    return {None: "", True: "met", False: "missed"}[verdict.met]


def _ranking(evaluation: Evaluation) -> Grid:
    def figures(cell: Cell) -> str:
        own = cell.ranking
        mrr = "–" if own.mrr is None else f"{own.mrr:.2f}"
        return f"{percent(own.recall_1)} {percent(own.recall_3)} {mrr}"

    columns = ("R@1 R@3 MRR", "n", *(measured.name for measured in evaluation.finders))
    note = (
        "R@k, in per cent: answerable questions with a right item among the first k. MRR: mean of "
        "1 ÷ its place, over the first ten. yue: Cantonese; cmn: Mandarin."
    )
    rows = _rows(evaluation, figures, lambda cell: str(cell.ranking.questions or ""))
    return Grid("The right item", note, columns, rows)


def _refusing(evaluation: Evaluation) -> Grid:
    def figures(cell: Cell) -> str:
        own = cell.refusing
        return f"{percent(own.precision)} {percent(own.recall)} {percent(own.wrong)}"

    def count(cell: Cell) -> str:
        without, answerable = cell.refusing.unanswerable, cell.ranking.questions
        return f"{without}+{answerable}" if without or answerable else ""

    columns = ("P R wrong", "n", *(f"{m.name}\n< {m.threshold:.2f}" for m in evaluation.finders))
    note = (
        "In per cent. P: refused questions that nothing answers. R: questions that nothing answers, refused. "
        "wrong: answerable questions refused. n: unanswerable + answerable. A best score below the threshold "
        "is a refusal; a threshold other than ours is the best one on the dev part."
    )
    return Grid("Refusing", note, columns, _rows(evaluation, figures, count))


def _rows(
    evaluation: Evaluation, figures: Callable[[Cell], str], count: Callable[[Cell], str]
) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """A row for each wording and dialect that has questions, that is, a ``count``; grouped by wording."""
    rows = [
        (cells[0].wording, (_label(cells[0]), count(cells[0]), *map(figures, cells)))
        for cells in _across(evaluation.finders)
        if count(cells[0])
    ]
    return tuple(tuple(row for _, row in group) for _, group in groupby(rows, key=lambda pair: pair[0]))


def _across(finders: tuple[Measured, ...]) -> Iterator[tuple[Cell, ...]]:
    return zip(*(measured.cells for measured in finders), strict=True)


def _label(cell: Cell) -> str:
    wording = cell.wording or "all"
    return wording if cell.dialect is None else f"{wording} {cell.dialect}"
