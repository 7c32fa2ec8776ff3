"""``qiaoban knowledge import``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot.clock import today
from connectors.cli.console import complain, err
from connectors.cli.knowledge import import_options as options
from connectors.cli.knowledge.import_limits import ImportLimits
from connectors.cli.knowledge.import_report import Imported, Refused, Result, show, show_json
from connectors.cli.knowledge.options import AsJson, Who
from connectors.settings import Settings
from knowledge.importing import Drafted, Given, ImportRefusedError, Limits, Shelf, draft_file
from knowledge.storage import ItemStoreError

if TYPE_CHECKING:
    from knowledge.storage import ItemStore

_ASKED = {
    "issuer": "{name}: who published it (e.g. 江门市民政局)",
    "published": "{name}: when was it published (e.g. 2026-01-05, 2026-01, or unknown)",
}


def import_files(
    files: options.Files,
    who: Who,
    source_title: options.SourceTitle = None,
    issuer: options.Issuer = None,
    url: options.Url = None,
    published: options.Published = None,
    grade: options.Grade = "B",
    topic: options.ItemTopic = None,
    district: options.Districts = None,
    kind: options.ItemKind = None,
    columns: options.Columns = None,
    column: options.Column = None,
    document: options.Identity = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would come of it.")] = False,
    as_json: AsJson = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ask for nothing and store at once.")] = False,
) -> None:
    """Make draft items of documents and tables, for people to review and publish.

    A document that is imported again updates its drafts; what is published or edited stays as it is.
    """
    from connectors.items import item_store

    try:
        given = Given(
            source_title=source_title,
            issuer=issuer,
            url=url,
            published=published,
            grade=grade,
            kind=kind,
            topic=topic,
            districts=options.districts(district),
            columns=options.mapping(column, columns),
            document=document,
        )
    except ImportRefusedError as error:
        complain(str(error))
        raise typer.Exit(2) from error
    asking = sys.stdin.isatty() and not yes
    read = _read_all(files, given, _limits(), asking=asking, quiet=as_json)
    if asking and not dry_run and not _agreed(read):
        complain("nothing was stored")
        raise typer.Exit(1)
    with item_store(Settings()) as store:
        results = [_shelved(path, one, store, who, dry_run) for path, one in zip(files, read, strict=True)]
    (show_json if as_json else show)(results, dry=dry_run)
    if any(isinstance(result, Refused) for result in results):
        raise typer.Exit(1)


def _limits() -> Limits:
    try:
        return ImportLimits().limits()
    except ValidationError as error:
        complain("\n".join(f"QIAOBAN_IMPORT_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()))
        raise typer.Exit(2) from error


def _read_all(
    files: Sequence[Path], given: Given, limits: Limits, *, asking: bool, quiet: bool
) -> list[Drafted | ImportRefusedError]:
    """The drafts of each file, or why there are none."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    read: list[Drafted | ImportRefusedError] = []
    with Progress(*columns, TimeElapsedColumn(), console=err, transient=True, disable=quiet) as progress:
        overall = progress.add_task("files", total=len(files), visible=len(files) > 1)
        for path in files:
            task = progress.add_task(path.name, total=None)

            def told(done: int, total: int, task: object = task) -> None:
                progress.update(task, completed=done, total=total)  # type: ignore[arg-type]

            ask = _asking(path.name, progress) if asking else None
            try:
                read.append(draft_file(path, given, today=today(), limits=limits, ask=ask, progress=told))
            except ImportRefusedError as error:
                read.append(error)
            progress.remove_task(task)
            progress.advance(overall)
    return read


def _asking(name: str, progress: Progress) -> Callable[[str], str]:
    def ask(option: str) -> str:
        progress.stop()
        answer: str = typer.prompt(_ASKED[option].format(name=name), default="", show_default=False, err=True)
        progress.start()
        return answer

    return ask


def _agreed(read: Sequence[Drafted | ImportRefusedError]) -> bool:
    drafts = sum(len(one.drafts.drafts) for one in read if isinstance(one, Drafted))
    return drafts == 0 or typer.confirm(
        f"{drafts} drafts were made; put them into the database?", default=True, err=True
    )


def _shelved(path: Path, one: Drafted | ImportRefusedError, store: ItemStore, who: str, dry: bool) -> Result:
    """What became of one file; a fault of one item in the database stops its file, not the others."""
    if isinstance(one, ImportRefusedError):
        return Refused(path, type(one).__name__, str(one))
    shelf = Shelf(store, who, path.name, dry)
    try:
        shelved = tuple(shelf.put(draft) for draft in one.drafts.drafts)
        vanished = tuple(stored.item.id for stored in shelf.vanished(one.details.identity, shelved))
    except ItemStoreError as error:
        return Refused(path, type(error).__name__, str(error))
    return Imported(path, shelved, vanished, one.drafts.remarks)
