"""A measured figure, and the page of all figures."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import date

import psutil
from rich.console import Console
from rich.table import Table

from tests.conftest import ROOT


@dataclass(frozen=True)
class Figure:
    """One measured figure beside its target."""

    what: str
    value: str
    target: str
    reached: bool


def percentile(values: list[float], part: float) -> float:
    """The ``part`` (0..1) quantile, by linear interpolation."""
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def write(figures: list[Figure]) -> None:
    """Write docs/benchmarks.md."""
    lines = [
        "# Benchmarks",
        "",
        f"Measured {date.today().isoformat()} on {psutil.cpu_count()} cores, no GPU, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, with `make benchmark`. "
        "The load and, for WeChat, the simulated platform run on the same cores.",
        "",
        "| what | measured | target | reached |",
        "|---|---|---|---|",
        *(f"| {f.what} | {f.value} | {f.target} | {'yes' if f.reached else '**no**'} |" for f in figures),
        "",
    ]
    (ROOT / "docs" / "benchmarks.md").write_text("\n".join(lines), encoding="utf-8")


def show(console: Console, figures: list[Figure]) -> None:
    """Print the figures as a table."""
    table = Table("what", "measured", "target", "reached")
    for figure in figures:
        table.add_row(figure.what, figure.value, figure.target, "yes" if figure.reached else "[red]no[/red]")
    console.print(table)
