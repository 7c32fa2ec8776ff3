"""Rasa as it comes, its tokenizer for Chinese and its classifier, trained on the same examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.understanding.rasa_project import RasaProject

_CONFIG = "stock.yml"


def trained_stock(project: RasaProject, folder: Path, on_line: Callable[[str], None] | None = None) -> Path:
    """The model's file in ``folder``, trained where it is not up to date; that takes about an hour on two cores.

    Raises:
        RasaTrainingError: training failed; jieba may be missing (``make evaluate`` installs it).
    """
    stock = RasaProject(project.python, folder, project.examples, project.directory, config=_CONFIG)
    if not stock.trained():
        stock.train(on_line)
    return stock.model
