"""``qiaoban evaluate understanding``."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from connectors.cli.console import complain, err
from connectors.settings import PROJECT_ROOT, Settings

if TYPE_CHECKING:
    from bot.evaluation import Figures, Outcome, Part

SETS = PROJECT_ROOT / "tests" / "evaluation" / "understanding"
DOCS = PROJECT_ROOT / "docs"


def understanding(
    part: Annotated[Literal["dev", "test"], typer.Option(help="Which utterances; dev is for improving.")] = "dev",
    sets: Annotated[Path, typer.Option(help="Folder of the utterances.", show_default="the project's")] = SETS,
    stock: Annotated[
        bool | None,
        typer.Option(
            "--stock/--no-stock",
            help="Beside Rasa as it comes, trained for an hour if it is not.",
            show_default="if it is trained",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    show: Annotated[bool, typer.Option("--show", help="List what went wrong (dev only).")] = False,
    chart: Annotated[Path | None, typer.Option(help="Draw charts into this folder.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write tables and charts into docs/ (test only).")] = False,
) -> None:
    """Measure which topic Rasa gives utterances that nothing was trained with."""
    from bot.evaluation import figures
    from connectors.cli.evaluate import grid, understanding_charts
    from connectors.cli.evaluate.understanding_grids import OURS, STOCK, understanding_grids

    problem = _problem(part, sets, show=show, write=write)
    if problem:
        complain(problem)
        raise typer.Exit(2)
    outcomes, beside = _asked(Settings(), part, sets, stock=stock, must_be_trained=write)
    measured = {OURS: figures(outcomes)} | ({STOCK: figures(beside)} if beside else {})
    tables = understanding_grids(part, measured)
    if as_json:
        typer.echo(json.dumps({name: _plain(found) for name, found in measured.items()}, ensure_ascii=False, indent=2))
    else:
        grid.show(tables)
        if show:
            _show_mistakes(outcomes)
    if chart is not None:
        for path in understanding_charts.draw(measured[OURS], chart):
            err.print(f"drawn: {path}")
    if write:
        from connectors.cli.evaluate.document import put_section

        drawn = understanding_charts.draw(measured[OURS], DOCS / "images")
        images = [f"![{path.stem.replace('-', ' ')}](images/{path.name})" for path in drawn]
        command = f"qiaoban evaluate understanding --part {part} --write{' --stock' if beside else ''}"
        begun = f"Measured on {date.today().isoformat()} with `{command}`."
        put_section(
            DOCS / "evaluation.md", "understanding", "\n\n".join([begun, *(t.markdown() for t in tables), *images])
        )
        err.print(f"written: {DOCS / 'evaluation.md'}")


def _problem(part: Part, sets: Path, *, show: bool, write: bool) -> str | None:
    """Why this cannot be done, and what can; None where nothing speaks against it."""
    if show and part == "test":
        return "The test part is only counted: whoever has seen its mistakes tunes to them. Use --part dev."
    if write and (part != "test" or sets != SETS):
        return "docs/ holds the figures of the project's test part: --write goes with --part test, without --sets."
    return None


def _asked(
    settings: Settings, part: Part, sets: Path, *, stock: bool | None, must_be_trained: bool
) -> tuple[list[Outcome], list[Outcome]]:
    from bot.evaluation import UtterancesError, load_utterances
    from bot.evaluation.asking import AskingError, ask
    from bot.evaluation.stock import stock_project, trained_stock
    from bot.understanding.rasa_project import RasaTrainingError
    from connectors.house import rasa_project

    project = rasa_project(settings)
    try:
        utterances = load_utterances(sets, part)
        if not project.installed or not project.model.exists():
            complain("There is no trained Rasa model. Run `make setup` and `qiaoban train`, then evaluate again.")
            raise typer.Exit(1)
        if not project.trained():
            complain("The Rasa model is older than its data. Run `qiaoban train`, then evaluate again.")
            if must_be_trained:
                raise typer.Exit(1)
        with err.status(f"{len(utterances)} utterances"):
            outcomes = ask(project, project.model, utterances)
        beside = stock_project(project, settings.rasa_models.parent / "stock")
        if stock is False or (stock is None and not beside.trained()):
            return outcomes, []
        with err.status("training Rasa as it comes") as status:
            model = trained_stock(beside, status.update)
        return outcomes, ask(project, model, utterances)
    except (UtterancesError, AskingError, RasaTrainingError) as error:
        complain(str(error))
        raise typer.Exit(1) from error


def _show_mistakes(outcomes: list[Outcome]) -> None:
    for one in outcomes:
        if not one.right:
            said = one.utterance
            typer.echo(f"{said.topic} → {one.topic} {one.confidence:.2f} [{said.slice}, {said.dialect}] {said.text}")


def _plain(found: Figures) -> dict[str, object]:
    data = asdict(found)
    data["confusions"] = [[a.value, b.value, count] for (a, b), count in found.confusions.items()]
    return data
