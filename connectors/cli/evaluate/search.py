"""``qiaoban evaluate search``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from connectors.cli.console import complain, err
from connectors.settings import PROJECT_ROOT, Settings

if TYPE_CHECKING:
    from knowledge.evaluation import Evaluation, Part
    from knowledge.item import Item

SETS = PROJECT_ROOT / "tests" / "evaluation" / "search"
DOCS = PROJECT_ROOT / "docs"


def search(
    part: Annotated[Literal["dev", "test"], typer.Option(help="Which questions; dev is for improving search.")] = "dev",
    sets: Annotated[Path, typer.Option(help="Folder of the questions.", show_default="the project's")] = SETS,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    show: Annotated[bool, typer.Option("--show", help="List what went wrong (dev only).")] = False,
    chart: Annotated[Path | None, typer.Option(help="Draw charts into this folder.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write tables and charts into docs/ (test only).")] = False,
) -> None:
    """Measure search beside simpler ways of finding, on the items that the program comes with."""
    from connectors.cli.evaluate import charts, document, printing

    settings = Settings()
    problem = _problem(settings, part, sets, show=show, write=write)
    if problem:
        complain(problem)
        raise typer.Exit(2)
    evaluation = _evaluated(settings, part, sets, must_be_trained=write)
    if as_json:
        typer.echo(json.dumps(_plain(evaluation, show=show), ensure_ascii=False, indent=2))
    else:
        printing.show(evaluation)
        if show:
            printing.show_mistakes(evaluation)
    if chart is not None:
        for path in charts.draw(evaluation, chart):
            err.print(f"drawn: {path}")
    if write:
        for path in document.write(evaluation, DOCS):
            err.print(f"written: {path}")


def _problem(settings: Settings, part: Part, sets: Path, *, show: bool, write: bool) -> str | None:
    """Why this cannot be done, and what can; None where nothing speaks against it."""
    if show and part == "test":
        return "The test part is only counted: whoever has seen its mistakes tunes to them. Use --part dev."
    if write and (part != "test" or sets != SETS):
        return "docs/ holds the figures of the project's test part: --write goes with --part test, without --sets."
    if write and (settings.items or settings.encoder):
        return "docs/ holds the figures of the shipped items and encoder: unset QIAOBAN_ITEMS and QIAOBAN_ENCODER."
    if not sets.is_dir():
        return (
            f"There are no questions at {sets}: they come with the source of the project, not with an installed "
            "package. Name their folder with --sets."
        )
    return None


def _evaluated(settings: Settings, part: Part, sets: Path, *, must_be_trained: bool) -> Evaluation:
    from connectors.items import items_directory
    from knowledge.evaluation import QuestionsError, all_finders, evaluate, load_questions
    from knowledge.loading import load_items
    from knowledge.search.encoder import EncoderError, load_encoder
    from knowledge.training import load_search, load_trained_encoder

    models = settings.knowledge_models
    items = load_items(items_directory(settings))
    known = {item.id for item in items}
    try:
        questions = load_questions(sets, part, known=known)
        tuning = questions if part == "dev" else load_questions(sets, "dev", known=known)
        _say_whether_trained(items, models, must=must_be_trained)
        engine = load_search(items, models, encoder=settings.encoder)
        encoder = load_encoder(settings.encoder) if settings.encoder else load_trained_encoder(models)
    except (QuestionsError, EncoderError) as error:
        complain(str(error))
        raise typer.Exit(1) from error
    finders = all_finders(items, engine, encoder)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as bar:
        task = bar.add_task(f"{len(questions)} questions, {len(finders)} systems", total=None)
        return evaluate(
            part, questions, tuning, finders, lambda done, total: bar.update(task, completed=done, total=total)
        )


def _say_whether_trained(items: list[Item], models: Path, *, must: bool) -> None:
    from knowledge.training import is_trained

    if is_trained(items, models):
        return
    complain(
        f"The models in {models} are not trained on just these items, so the figures are not those of a fresh "
        "installation. Run `qiaoban train`, then evaluate again."
    )
    if must:
        raise typer.Exit(1)


def _plain(evaluation: Evaluation, *, show: bool) -> dict[str, object]:
    from knowledge.evaluation import verdicts

    data = asdict(evaluation)
    mistakes = data.pop("mistakes")
    data["targets"] = [{**asdict(verdict), "met": verdict.met} for verdict in verdicts(evaluation)]
    if show:
        for mistake in mistakes:
            mistake["question"] = mistake["question"].model_dump(mode="json", exclude_none=True)
        data["mistakes"] = mistakes
    return data
