"""``make benchmark``: measures everything, prints a table and writes docs/benchmarks.md."""

from __future__ import annotations

from rich.console import Console
from rich.progress import Progress

from tests.benchmarks import doors, turns
from tests.benchmarks.figure import show, write


def main() -> None:
    """Run all."""
    console = Console()
    with Progress(console=console) as progress:
        figures = [*turns.measure(progress), *doors.measure(progress)]
    show(console, figures)
    write(figures)


if __name__ == "__main__":
    main()
