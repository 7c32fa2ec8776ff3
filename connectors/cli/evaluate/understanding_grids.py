"""The figures of understanding as tables of text, ours beside Rasa as it comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.evaluation import Figures, Part
from bot.evaluation.figures import Share
from bot.topics import Topic
from connectors.cli.evaluate.grid import Grid, percent

OURS, STOCK = "ours", "stock Rasa"
_MOST_CONFUSED = 15


def understanding_grids(part: Part, measured: Mapping[str, Figures]) -> list[Grid]:
    """All tables; ``measured`` has the figures of `OURS`, and may have those of `STOCK`."""
    return [_targets(part, measured), _groups(measured), _topics(measured[OURS]), _confusions(measured[OURS])]


def _targets(part: Part, measured: Mapping[str, Figures]) -> Grid:
    ours = measured[OURS]
    rows = [
        _row("topic right, clean", ours.by_slice["clean"].value, 0.95),
        _row("topic right, with recogniser errors", ours.by_slice["noisy"].value, 0.88),
        _row("about nothing here, taken as such", ours.refused.value, 0.92),
    ]
    if STOCK in measured:
        rows.append(_row("better than stock Rasa by, points", _gain(ours, measured[STOCK]), 0.05))
    note = f"Rasa alone, before search and the guard. Calibration error (ECE): {ours.reliability.error:.3f}."
    return Grid(f"Targets, {part} part", note, ("ours", "measured, %", "target, %", ""), (tuple(rows),))


def _row(what: str, value: float | None, limit: float) -> tuple[str, ...]:
    met = "" if value is None else "met" if value >= limit else "missed"
    return what, percent(value), f"≥ {100 * limit:.0f}", met


def _gain(ours: Figures, stock: Figures) -> float | None:
    mine, theirs = ours.in_scope.value, stock.in_scope.value
    return None if mine is None or theirs is None else mine - theirs


def _groups(measured: Mapping[str, Figures]) -> Grid:
    rows: list[tuple[tuple[str, ...], ...]] = [(_line("all", measured, lambda f: f.in_scope),)]
    some = next(iter(measured.values()))
    for groups in ("by_slice", "by_dialect"):
        names = [name for name, share in getattr(some, groups).items() if share.of]
        rows.append(tuple(_line(n, measured, lambda f, g=groups, n=n: getattr(f, g)[n]) for n in names))  # type: ignore[misc]
    rows.append(
        (
            _line("about nothing here: taken as such", measured, lambda f: f.refused),
            _line("about a topic: taken as nothing here", measured, lambda f: f.wrongly_refused),
        )
    )
    note = "Per cent of the utterances about a topic whose topic is right. yue: Cantonese; cmn: Mandarin."
    return Grid("The right topic", note, ("", "n", *measured), tuple(rows))


def _line(name: str, measured: Mapping[str, Figures], share: Callable[[Figures], Share]) -> tuple[str, ...]:
    shares = [share(figures) for figures in measured.values()]
    return name, str(shares[0].of), *(percent(one.value) for one in shares)


def _topics(ours: Figures) -> Grid:
    rows = tuple(
        (one.topic.value, percent(one.precision.value), percent(one.recall.value), str(one.recall.of))
        for one in ours.topics
        if one.recall.of
    )
    note = (
        "Per cent. Precision: of those understood as it, those that are. Recall: of those that are, those understood."
    )
    return Grid("Topic by topic", note, ("topic", "precision", "recall", "n"), (rows,))


def _confusions(ours: Figures) -> Grid:
    wrong = {pair: count for pair, count in ours.confusions.items() if pair[0] is not pair[1]}
    first = sorted(wrong, key=lambda pair: (-wrong[pair], pair))[:_MOST_CONFUSED]
    rows = tuple((_pair(pair), str(wrong[pair])) for pair in first)
    return Grid("What is taken for what, most often", "", ("is → understood as", "times"), (rows,))


def _pair(pair: tuple[Topic, Topic]) -> str:
    return f"{pair[0]} → {pair[1]}"
