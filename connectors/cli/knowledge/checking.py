"""``qiaoban knowledge check``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from bot.clock import today
from connectors.cli.console import complain, err, out
from connectors.cli.knowledge.options import AsJson, print_json
from connectors.settings import Settings

if TYPE_CHECKING:
    from knowledge.checking import Finding, Problem
    from knowledge.item import Item
    from knowledge.storage import ItemStore

_MEANING: dict[Problem, str] = {
    "faulty_file": "files with faults",
    "damaged": "damaged in the database: restore an earlier revision, or withdraw",
    "ended": "ended: told as ended only; withdraw or renew them",
    "ending": "ending within 30 days",
    "stale": "not verified for more than 180 days",
    "unsourced": "without an address where the source can be looked up",
    "contradictory": "telling different things about the same",
    "unreachable": "found by none of their own questions; give them better ones, then `qiaoban train`",
    "draft": "drafts that wait for review; `qiaoban knowledge publish ID`",
    "offered": "changed here, and changed by the program since; compare, and restore its revision or keep yours",
}


def check(
    path: Annotated[
        Path | None, typer.Argument(help="Only this item file or folder; without it, what is shipped and stored.")
    ] = None,
    reach: Annotated[bool, typer.Option(help="Try whether every item is found; takes a while.")] = True,
    as_json: AsJson = False,
) -> None:
    """Check the items: faults are named with file and line, then what somebody should look at.

    Exits with 1 when something has a fault; a mere warning does not count.
    """
    items, findings = _in_files(path) if path else _stored(Settings(), reach)
    if as_json:
        print_json(
            {
                "items": len(items),
                "problems": [{"problem": f.problem, "fault": f.fault, "ids": f.ids, "text": f.text} for f in findings],
            }
        )
    else:
        _show(items, findings)
    if any(finding.fault for finding in findings):
        raise typer.Exit(1)


def _in_files(path: Path) -> tuple[list[Item], list[Finding]]:
    """The items of a file or folder, with its faults."""
    from knowledge.checking import faulty
    from knowledge.loading import ItemError, load_items

    try:
        return load_items(path), []
    except ItemError as error:
        return [], faulty(error)


def _stored(settings: Settings, reach: bool) -> tuple[list[Item], list[Finding]]:
    """The published items of the database, and all that is to be said of them and of the shipped files."""
    from connectors.items import items_directory
    from knowledge.checking import faulty
    from knowledge.loading import ItemError, load_items
    from knowledge.storage import Database, ItemStore

    findings: list[Finding] = []
    database = Database(settings.conversations_url)
    try:
        store = ItemStore(database)
        store.migrate()
        try:
            shipped = load_items(items_directory(settings))
            if store.revision() == 0:
                store.seed(shipped)
        except ItemError as error:
            findings += faulty(error)
        items, found = _looked_through(store)
        findings += found
    finally:
        database.close()
    if reach:
        findings += _unreachable(items, settings)
    return items, findings


def _looked_through(store: ItemStore) -> tuple[list[Item], list[Finding]]:
    from knowledge.checking import contradictions, stored, upkeep

    items = [one.item for one in store.list(status="published")]
    return items, [*stored(store), *upkeep(items, today()), *contradictions(items, today())]


def _unreachable(items: list[Item], settings: Settings) -> Iterator[Finding]:
    from knowledge.checking import unreachable
    from knowledge.training import load_search

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("preparing search", total=None)
        search = load_search(items, settings.knowledge_models, encoder=settings.encoder)
        progress.update(task, description="asking every item's questions")
        yield from unreachable(
            items, search, today(), lambda done, total: progress.update(task, completed=done, total=total)
        )


def _show(items: list[Item], findings: list[Finding]) -> None:
    counts = Counter(item.kind for item in items)
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(counts.items()))
    out.print(f"{len(items)} items are sound" + (f": {kinds}" if kinds else ""))
    for problem, meaning in _MEANING.items():
        group = [finding for finding in findings if finding.problem == problem]
        if group:
            fault = group[0].fault
            out.print(Text(f"{len(group)} {meaning}", style="bold red" if fault else "bold yellow"))
            _show_group(group, complain if fault else _tell)


def _show_group(group: list[Finding], tell: Callable[[str], None]) -> None:
    """One line for each thing to say, with all the items it is said of."""
    by_text: dict[str, list[str]] = defaultdict(list)
    for finding in group:
        by_text[finding.text] += finding.ids
    for text, ids in by_text.items():
        tell(f"  {text}: {', '.join(ids)}" if ids else f"  {text}")


def _tell(line: str) -> None:
    out.print(Text(line))
