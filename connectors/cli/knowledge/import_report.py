"""Tells what came of an import, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Column, Table
from rich.text import Text

from connectors.cli.console import err, out
from connectors.cli.knowledge.options import print_json
from knowledge.importing import Shelved

_ID_WIDTH = 33
_STYLES = {"new": "green", "updated": "yellow", "beside": "yellow", "kept": "magenta", "unchanged": "dim"}
_TOLD = {
    "beside": "beside: the item is published or was edited, so the change waits in a draft of its own",
    "kept": "kept: so is that draft by now; look at the document yourself",
}


@dataclass(frozen=True)
class Imported:
    """A file that was imported, and the ids that came of it before and do not now."""

    path: Path
    shelved: tuple[Shelved, ...]
    vanished: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Refused:
    """A file that was not, and why."""

    path: Path
    kind: str
    reason: str


Result = Imported | Refused


def show(results: Sequence[Result], *, dry: bool) -> None:
    """Print a table of the drafts, what to look at, and the files that were refused."""
    table = Table(Column("id", no_wrap=True, min_width=_ID_WIDTH), "title", "kind", "topic", "what", "notes")
    for result in results:
        if isinstance(result, Imported):
            for one in result.shelved:
                what = Text(one.outcome, style=_STYLES[one.outcome])
                notes = "" if one.outcome == "unchanged" else str(len(one.notes))
                table.add_row(one.item.id, Text(one.item.title.cmn), one.item.kind, one.item.topic, what, notes)
    if table.row_count:
        out.print(table)
    for result in results:
        _show_remarks(result)
    _show_sum(results, dry)


def show_json(results: Sequence[Result], *, dry: bool) -> None:
    """Print all of it as JSON."""
    print_json({"dry_run": dry, "files": [_as_json(result) for result in results]})


def _show_remarks(result: Result) -> None:
    if isinstance(result, Refused):
        err.print(Text(f"{result.path}: {result.reason}", style="red"))
        return
    for remark in result.remarks:
        err.print(Text(f"{result.path}: {remark}", style="yellow"))
    for item_id in result.vanished:
        err.print(Text(f"{result.path}: {item_id} is not in it any more; the item stays as it is", style="yellow"))


def _show_sum(results: Sequence[Result], dry: bool) -> None:
    counts = Counter(one.outcome for result in results if isinstance(result, Imported) for one in result.shelved)
    refused = sum(isinstance(result, Refused) for result in results)
    told = [f"{number} {outcome}" for outcome, number in counts.items()]
    told += [f"{refused} refused"] if refused else []
    err.print(Text(", ".join(told) + (" (nothing was stored: --dry-run)" if dry else "")))
    for outcome, sentence in _TOLD.items():
        if counts[outcome]:  # type: ignore[index]  # the keys of _TOLD are outcomes
            err.print(Text(sentence, style="dim"))
    if not dry and counts["new"] + counts["updated"] + counts["beside"]:
        err.print("`qiaoban knowledge show ID` tells what to look at; `edit ID` and `publish ID` come next")


def _as_json(result: Result) -> dict[str, Any]:
    if isinstance(result, Refused):
        return {"file": str(result.path), "outcome": "refused", "kind": result.kind, "reason": result.reason}
    return {
        "file": str(result.path),
        "outcome": "imported",
        "drafts": [
            {
                "id": one.item.id,
                "title": one.item.title.cmn,
                "outcome": one.outcome,
                "notes": one.notes,
                "item": one.item.model_dump(mode="json", exclude_defaults=True),
            }
            for one in result.shelved
        ],
        "vanished": result.vanished,
        "remarks": result.remarks,
    }
