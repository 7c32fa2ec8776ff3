"""Understanding as charts: which topics are taken for which, and whether confidence is earned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from bot.evaluation import Figures
from bot.topics import Topic
from connectors.cli.evaluate.charts import reliability_curve, save, style


def draw(ours: Figures, folder: Path) -> list[Path]:
    """Draw all charts into ``folder``; gives back the files."""
    with style():
        drawn = {
            "understanding-confusions.svg": _confusions(ours),
            "understanding-reliability.svg": reliability_curve(ours.reliability, "topic", "utterances"),
        }
        return save(drawn, folder)


def _confusions(ours: Figures) -> Figure:
    topics = [one.topic for one in ours.topics if one.recall.of or one.precision.of]
    counts = np.array([[ours.confusions.get((said, given), 0) for given in topics] for said in topics], dtype=float)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(12, 11), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(topics)), [t.value for t in topics], rotation=90)
    axes.set_yticks(range(len(topics)), [t.value for t in topics])
    axes.set(xlabel="understood as", ylabel="about", title=_title(topics, counts))
    for row, column in zip(*counts.nonzero(), strict=True):
        dark = shares[row, column] > 0.5
        axes.text(
            column, row, f"{counts[row, column]:.0f}", ha="center", va="center", fontsize=8,
            color="white" if dark else "black",
        )  # fmt: skip
    return figure


def _title(topics: list[Topic], counts: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> str:
    return f"{counts.sum():.0f} utterances, {len(topics)} topics, {counts.trace():.0f} right"
