"""An evaluation of search in the terminal."""

from __future__ import annotations

from rich.text import Text

from connectors.cli.evaluate import grid
from connectors.cli.evaluate.grids import grids
from knowledge.evaluation import Evaluation


def show(evaluation: Evaluation) -> None:
    """Print all tables."""
    grid.show(grids(evaluation))


def show_mistakes(evaluation: Evaluation) -> None:
    """Print every mistake: the question, what was found first, and what would have been right."""
    console = grid.console()
    for mistake in evaluation.mistakes:
        question = mistake.question
        found = ", ".join(f"{item} {score:.2f}" for item, score in mistake.found) or "nothing"
        console.print(Text(f"{mistake.what} [{question.put}, {question.dialect}] {question.text}"))
        right = f"; right: {', '.join(sorted(question.items))}" if question.answerable else ""
        console.print(Text(f"    found: {found}{right}", style="dim"))
