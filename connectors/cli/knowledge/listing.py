"""``qiaoban knowledge list``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Column, Table
from rich.text import Text

from connectors.cli.console import err, out
from connectors.cli.knowledge.options import AsJson, District, Kind, Only, Topic, print_json, status_text
from connectors.settings import Settings

if TYPE_CHECKING:
    from knowledge.storage import StoredItem


def list_items(
    text: Annotated[str | None, typer.Argument(help="Only items with this in their words or id.")] = None,
    kind: Kind = None,
    topic: Topic = None,
    district: District = None,
    status: Only = None,
    as_json: AsJson = False,
) -> None:
    """List the items, whatever their status."""
    from connectors.items import item_store

    with item_store(Settings()) as store:
        found = store.list(kind=kind, topic=topic, district=district, status=status, text=text)
        damaged = store.damaged()
    if as_json:
        print_json([_row(stored) for stored in found])
    else:
        _show(found)
    for item_id, reason in damaged.items():
        err.print(Text(f"{item_id} cannot be read: {reason}", style="red"))


def _show(found: tuple[StoredItem, ...]) -> None:
    table = Table(
        Column("id", overflow="fold", min_width=24), "title", "kind", "topic", "status", "until", "verified", "by"
    )
    for stored in found:
        item = stored.item
        until = str(item.valid_until or "")
        by = Text(stored.updated_by, style="" if stored.origin == "shipped" else "cyan")
        title = Text(item.title.cmn)
        verified = str(item.verified_on)
        table.add_row(item.id, title, item.kind, item.topic, status_text(stored.status), until, verified, by)
    out.print(table)
    err.print(f"{len(found)} items" if found else "no item is like that")


def _row(stored: StoredItem) -> dict[str, Any]:
    item = stored.item
    return {
        "id": item.id,
        "kind": item.kind,
        "topic": item.topic,
        "title": item.title.model_dump(),
        "districts": item.districts,
        "valid_until": item.valid_until,
        "verified_on": item.verified_on,
        "status": stored.status,
        "notes": stored.notes,
        "origin": stored.origin,
        "revision": stored.revision,
        "updated_at": stored.updated_at.isoformat(),
        "updated_by": stored.updated_by,
    }
