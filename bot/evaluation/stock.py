"""Rasa as it comes, its tokenizer for Chinese and its classifier, trained on the same examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.understanding.rasa_project import RasaProject

_CONFIG = "stock.yml"
_NO_COMPONENTS = ("requirements-stock.lock",)


def stock_project(project: RasaProject, folder: Path) -> RasaProject:
    """The examples of ``project`` with Rasa's own pipeline, and the model in ``folder``."""
    return RasaProject(project.python, folder, project.examples, project.directory, _CONFIG, _NO_COMPONENTS)


def trained_stock(stock: RasaProject, on_line: Callable[[str], None] | None = None) -> Path:
    """The model's file, trained where it is not up to date; that takes about an hour on two cores.

    Raises:
        RasaTrainingError: training failed; jieba may be missing (``make evaluate-stock`` installs it).
    """
    if not stock.trained():
        stock.train(on_line)
    return stock.model
