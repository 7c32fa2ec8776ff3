"""``qiaoban train``: the search encoder, from the published items, and the Rasa model, from the project's data."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from connectors.cli.console import complain, err
from connectors.settings import Settings


def train(
    force: Annotated[bool, typer.Option("--force", help="Train again although nothing has changed.")] = False,
    search: Annotated[bool, typer.Option(help="Train the search encoder.")] = True,
    rasa: Annotated[bool, typer.Option(help="Train the Rasa model.")] = True,
) -> None:
    """Train what has changed since the last time."""
    settings = Settings()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as progress:
        if search:
            _train_search(settings, progress, force)
        if rasa:
            _train_rasa(settings, progress, force)


def _train_search(settings: Settings, progress: Progress, force: bool) -> None:
    from connectors.items import item_store
    from knowledge.training import is_trained
    from knowledge.training import train as train_search

    with item_store(settings, take_in=True) as store:
        items = store.published().items
    task = progress.add_task(f"search encoder ({len(items)} items)", total=None)
    if is_trained(items, settings.knowledge_models) and not force:
        progress.update(task, description="search encoder: up to date", total=1, completed=1)
        return
    train_search(
        items,
        settings.knowledge_models,
        progress=lambda done, total: progress.update(task, completed=done, total=total),
    )
    progress.update(task, description=f"search encoder: trained on {len(items)} items", total=1, completed=1)


def _train_rasa(settings: Settings, progress: Progress, force: bool) -> None:
    from bot.understanding.rasa_project import RasaTrainingError
    from connectors.house import rasa_project

    project = rasa_project(settings)
    task = progress.add_task("Rasa model", total=None)
    if project.installed and project.trained() and not force:
        progress.update(task, description="Rasa model: up to date", total=1, completed=1)
        return

    def line(text: str) -> None:
        progress.update(task, description=f"Rasa model: {text.strip()[-60:]}" if text.strip() else "Rasa model")

    try:
        project.train(on_line=line)
    except RasaTrainingError as error:
        progress.stop()
        complain(str(error))
        raise typer.Exit(1) from error
    progress.update(task, description="Rasa model: trained", total=1, completed=1)
