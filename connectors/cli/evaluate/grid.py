"""A table of text, for a terminal or a page."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDTH = 120
"""Columns taken where the output goes to a file or another program."""

_STYLES = {"met": "green", "missed": "bold red"}


@dataclass(frozen=True)
class Grid:
    """A table: its title, a line on how to read it, column names, and rows in groups that belong together."""

    title: str
    note: str
    columns: tuple[str, ...]
    groups: tuple[tuple[tuple[str, ...], ...], ...]

    def markdown(self) -> str:
        """The table for a page."""
        head = [f"### {self.title}", "", *([self.note, ""] if self.note else [])]
        rows = [self.columns, tuple(["---", *["---:"] * (len(self.columns) - 1)])]
        rows += [row for group in self.groups for row in group]
        return "\n".join([*head, *(f"| {' | '.join(row).replace(chr(10), '<br>')} |" for row in rows)])

    def table(self) -> Table:
        """The table for a terminal."""
        table = Table(title=self.title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1))
        for number, column in enumerate(self.columns):
            table.add_column(Text(column), justify="left" if number == 0 else "right")
        for group in self.groups:
            for row in group:
                table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
            table.add_section()
        return table


def console() -> Console:
    """The terminal, or whatever output goes to."""
    return Console(width=None if sys.stdout.isatty() else _WIDTH)


def show(grids: Iterable[Grid]) -> None:
    """Print tables, each with its note."""
    to = console()
    for grid in grids:
        to.print(grid.table())
        if grid.note:
            to.print(Text(grid.note, style="dim"))
        to.print()


def percent(value: float | None) -> str:
    """A share as per cent with one decimal, without the sign."""
    return "–" if value is None else f"{100 * value:.1f}"
