"""``qiaoban knowledge export``."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from connectors.cli.console import complain, err
from connectors.cli.knowledge.options import District, Kind, StatusName, Topic
from connectors.settings import Settings

if TYPE_CHECKING:
    from knowledge.storage import StoredItem

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a cell that spreadsheets would compute with; such a text gets a quotation mark before it."""


class Format(StrEnum):
    """How items are written."""

    YAML = "yaml"
    JSON = "json"
    CSV = "csv"


def export(
    file: Annotated[str, typer.Argument(help="Where to write; - for standard output.")] = "-",
    format_: Annotated[
        Format | None, typer.Option("--format", help="yaml loads back; the file's ending decides when not given.")
    ] = None,
    kind: Kind = None,
    topic: Topic = None,
    district: District = None,
    status: Annotated[StatusName, typer.Option(help="Items of this status.")] = "published",
) -> None:
    """Write the items to a file."""
    from connectors.items import item_store

    with item_store(Settings()) as store:
        found = store.list(kind=kind, topic=topic, district=district, status=status)
    text = _written(found, format_ or _format_of(file))
    if file == "-":
        typer.echo(text, nl=False)
        return
    marked = "utf-8-sig" if file.endswith(".csv") else "utf-8"  # spreadsheets take it for something else otherwise
    try:
        Path(file).write_text(text, encoding=marked, newline="")
    except OSError as error:
        complain(f"{file} cannot be written: {error.strerror}")
        raise typer.Exit(1) from error
    err.print(f"{len(found)} items are in {file}")


def _format_of(file: str) -> Format:
    endings = {".json": Format.JSON, ".csv": Format.CSV}
    return endings.get(Path(file).suffix.lower(), Format.YAML)


def _written(found: Sequence[StoredItem], format_: Format) -> str:
    import json

    from knowledge.writing import to_yaml

    if format_ is Format.CSV:
        return _csv(found)
    items = [stored.item for stored in found]
    if format_ is Format.YAML:
        return to_yaml(items)
    documents = [item.model_dump(mode="json", exclude_defaults=True) for item in items]
    return json.dumps(documents, ensure_ascii=False, indent=2) + "\n"


def _csv(found: Sequence[StoredItem]) -> str:
    from knowledge.flat import flat

    rows = [{**flat(stored.item), "status": stored.status} for stored in found]
    names = dict.fromkeys(name for row in rows for name in row)
    text = io.StringIO()
    table = csv.DictWriter(text, list(names), restval="", lineterminator="\r\n")
    table.writeheader()
    for row in rows:
        table.writerow({name: f"'{cell}" if cell.startswith(_FORMULA) else cell for name, cell in row.items()})
    return text.getvalue()
