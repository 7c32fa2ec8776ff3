"""``qiaoban knowledge show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.table import Table
from rich.text import Text

from bot.clock import today
from connectors.cli.console import complain, out
from connectors.cli.knowledge.options import AsJson, ItemId, moment, print_json, status_text
from connectors.settings import Settings

if TYPE_CHECKING:
    from knowledge.storage import StoredItem, Version

_SHOWN_VERSIONS = 5


def show(item_id: ItemId, as_json: AsJson = False) -> None:
    """Show all of an item: what it says, where it is from, when it holds, what happened to it."""
    from connectors.items import item_store

    with item_store(Settings()) as store:
        stored = store.get(item_id)
        if stored is None:
            complain(f"there is no item {item_id!r}; `qiaoban knowledge list` shows all ids")
            raise typer.Exit(1)
        versions = store.history(item_id)
    if as_json:
        print_json(_document(stored, versions))
        return
    _show(stored)
    _show_history(versions)


def _show(stored: StoredItem) -> None:
    from knowledge.flat import flat

    item = stored.item
    state = status_text(stored.status).append(f", {stored.origin}, revision {stored.revision}", style="dim")
    out.print(Text.assemble((item.title.cmn, "bold"), "  ", state))
    if not item.current(today()):
        out.print(Text(f"  not current: {item.valid_from or '…'} to {item.valid_until or '…'}", style="yellow"))
    for note in stored.notes:
        out.print(Text(f"  to look at: {note}", style="yellow"))
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    questions = {f"questions.{dialect}": "\n".join(asked) for dialect, asked in item.questions}
    for name, value in (flat(item) | questions).items():
        table.add_row(name, Text(value))
    out.print(table)


def _show_history(versions: tuple[Version, ...]) -> None:
    out.print(Text("history", style="bold"))
    for version in versions[:_SHOWN_VERSIONS]:
        why = f": {version.why}" if version.why else ""
        out.print(Text(f"  {version.revision:>4}  {moment(version.at)}  {version.who} {version.action}{why}"))
    if len(versions) > _SHOWN_VERSIONS:
        out.print(Text(f"  … {len(versions) - _SHOWN_VERSIONS} more: `qiaoban knowledge history`", style="dim"))


def _document(stored: StoredItem, versions: tuple[Version, ...]) -> dict[str, object]:
    return {
        "item": stored.item.model_dump(mode="json"),
        "status": stored.status,
        "current": stored.item.current(today()),
        "notes": stored.notes,
        "origin": stored.origin,
        "revision": stored.revision,
        "updated_at": stored.updated_at.isoformat(),
        "updated_by": stored.updated_by,
        "history": [
            {"revision": v.revision, "at": v.at.isoformat(), "who": v.who, "action": v.action, "why": v.why}
            for v in versions
        ],
    }
