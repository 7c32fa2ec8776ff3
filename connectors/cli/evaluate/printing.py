"""An evaluation in the terminal."""

from __future__ import annotations

import sys

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from connectors.cli.evaluate.grids import Grid, grids
from knowledge.evaluation import Evaluation

_WIDTH = 120
"""Columns taken where the output goes to a file or another program."""

_STYLES = {"met": "green", "missed": "bold red"}


def show(evaluation: Evaluation) -> None:
    """Print all tables."""
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    for grid in grids(evaluation):
        console.print(_table(grid))
        if grid.note:
            console.print(Text(grid.note, style="dim"))
        console.print()


def show_mistakes(evaluation: Evaluation) -> None:
    """Print every mistake: the question, what was found first, and what would have been right."""
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    for mistake in evaluation.mistakes:
        question = mistake.question
        found = ", ".join(f"{item} {score:.2f}" for item, score in mistake.found) or "nothing"
        console.print(Text(f"{mistake.what} [{question.put}, {question.dialect}] {question.text}"))
        right = f"; right: {', '.join(sorted(question.items))}" if question.answerable else ""
        console.print(Text(f"    found: {found}{right}", style="dim"))


def _table(grid: Grid) -> Table:
    table = Table(title=grid.title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1))
    for number, column in enumerate(grid.columns):
        table.add_column(Text(column), justify="left" if number == 0 else "right")
    for group in grid.groups:
        for row in group:
            table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
        table.add_section()
    return table
