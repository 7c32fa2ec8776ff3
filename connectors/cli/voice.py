"""``qiaoban voice``: speech models."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from connectors.cli.console import complain, err, out
from connectors.settings import Settings

app = typer.Typer(help="List and bring speech models.", no_args_is_help=True)


@app.command("models")
def models() -> None:
    """List the models in the catalogue and which are installed."""
    from voice.recognise.models import catalogue

    folder = Settings().vosk_models
    table = Table("name", "dialect", "size", "licence", "installed")
    for model in catalogue():
        here = (folder / model.name).is_dir()
        table.add_row(model.name, model.dialect, f"{model.size_mb} MB", model.licence, "yes" if here else "no")
    out.print(table)


@app.command("get")
def get(
    name: Annotated[str | None, typer.Argument(help="A name from `qiaoban voice models`.")] = None,
    optional: Annotated[bool, typer.Option("--optional", help="Exit successfully when there is no internet.")] = False,
) -> None:
    """Download a speech model, check its digest and install it."""
    from voice.recognise.models import ModelUnavailable, catalogue, install

    wanted = next((m for m in catalogue() if name in (None, m.name)), None)
    if wanted is None:
        complain(f"there is no model {name!r}; `qiaoban voice models` lists them")
        raise typer.Exit(2)
    folder = Settings().vosk_models
    if (folder / wanted.name).is_dir():
        err.print(f"{wanted.name} is installed")
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    try:
        with Progress(*columns, console=err) as progress:
            task = progress.add_task(wanted.name, total=None)
            install(
                wanted,
                folder,
                progress=lambda done, total: progress.update(task, completed=done, total=total),
            )
    except ModelUnavailable as error:
        complain(f"{wanted.name} was not installed: {error}")
        err.print("Text, touch and synthesised voice work without it; `qiaoban voice get` tries again.")
        raise typer.Exit(0 if optional else 1) from error
    err.print(f"{wanted.name} is installed")
