"""An evaluation as charts: the right item first by wording, and whether scores are what they claim to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

from matplotlib import font_manager, rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from knowledge.evaluation import Evaluation
from knowledge.evaluation.evaluating import Measured
from knowledge.evaluation.questions import Wording
from knowledge.evaluation.reliability import Reliability

_COLOURS = ("#BBBBBB", "#E69F00", "#56B4E9", "#CC79A7", "#0072B2")
"""Told apart by colour-blind people as well (Okabe and Ito); the last one for ours."""

_FONTS = ("Noto Sans CJK SC", "DejaVu Sans")
_STYLE: dict[Any, Any] = {
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.hashsalt": "qiaoban",
}


def draw(evaluation: Evaluation, folder: Path) -> list[Path]:
    """Draw all charts of ``evaluation`` into ``folder``, made if it is not there; gives back the files.

    The same figures give the same bytes.
    """
    with style():
        drawn = {"search-recall.svg": _recall(evaluation)}
        for measured in evaluation.finders:
            if measured.reliability is not None:
                drawn["search-reliability.svg"] = reliability_curve(measured.reliability, "first item", "questions")
        return save(drawn, folder)


@contextmanager
def style() -> Iterator[None]:
    """The look of all charts, with the Chinese fonts that are there."""
    there = set(font_manager.get_font_names())
    fonts = [font for font in _FONTS if font in there]
    with rc_context(_STYLE | {"font.family": fonts or ["sans-serif"]}):
        yield


def save(drawn: Mapping[str, Figure], folder: Path) -> list[Path]:
    """Write figures into ``folder`` under their names; gives back the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure in drawn.items():
        figure.savefig(folder / name, metadata={"Date": None})
    return [folder / name for name in drawn]


def _recall(evaluation: Evaluation) -> Figure:
    figure = Figure(figsize=(11, 4.6), layout="constrained")
    axes: Axes = figure.subplots()
    wordings = [w for w in (None, *get_args(Wording)) if evaluation.finders[0].cell(w).ranking.questions]
    width = 0.86 / len(evaluation.finders)
    for number, (measured, colour) in enumerate(zip(evaluation.finders, _colours(evaluation), strict=True)):
        heights = [_per_cent(measured, wording) for wording in wordings]
        middle = number - (len(evaluation.finders) - 1) / 2
        bars = axes.bar([n + middle * width for n in range(len(wordings))], heights, width * 0.94, color=colour)
        bars.set_label(measured.name)
        axes.bar_label(bars, fmt="%.0f", fontsize=9, padding=1)
    first = evaluation.finders[0]
    axes.set_xticks(
        range(len(wordings)), [f"{w or 'all'}\n{first.cell(w).ranking.questions} questions" for w in wordings]
    )
    axes.set(ylim=(0, 105), ylabel="right item first, %", title=f"Questions of the {evaluation.part} part")
    figure.legend(loc="outside lower center", ncols=len(evaluation.finders), frameon=False)
    return figure


def _per_cent(measured: Measured, wording: Wording | None) -> float:
    return 100 * (measured.cell(wording).ranking.recall_1 or 0.0)


def _colours(evaluation: Evaluation) -> list[str]:
    """One each, ours the last."""
    others = len(evaluation.finders) - 1
    return [*(_COLOURS[n % (len(_COLOURS) - 1)] for n in range(others)), _COLOURS[-1]]


def reliability_curve(found: Reliability, of: str, counted: str) -> Figure:
    """How often what is claimed with which score is right; ``of`` what, and what is ``counted``."""
    figure = Figure(figsize=(5.6, 5.6), layout="constrained")
    axes: Axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#999999", linestyle="--", label="as it should be")
    scores, rights = [one.score for one in found.bins], [one.right for one in found.bins]
    axes.plot(scores, rights, color=_COLOURS[-1], marker="o", label=f"ours (number of {counted})")
    for one in found.bins:
        axes.annotate(
            f"{one.questions}", (one.score, one.right), xytext=(-4, 7), textcoords="offset points", ha="right"
        )
    axes.set(xlim=(-0.05, 1.03), ylim=(-0.03, 1.05), xlabel=f"score of the {of}", ylabel="share in which it is right")
    axes.set_title(f"Calibration error {found.error:.3f}")
    axes.legend(loc="lower right", frameon=False)
    return figure
