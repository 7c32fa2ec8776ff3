"""``qiaoban knowledge history`` and ``restore``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from connectors.cli.console import err, out
from connectors.cli.knowledge.options import AsJson, ItemId, Who, moment, print_json, status_text
from connectors.settings import Settings

if TYPE_CHECKING:
    from knowledge.storage import Version


def history(item_id: ItemId, as_json: AsJson = False) -> None:
    """Show what happened to an item, newest first, and what each change changed."""
    from connectors.items import item_store

    with item_store(Settings()) as store:
        versions = store.history(item_id)
    changes = [_changed(version, _before(versions[place + 1 :])) for place, version in enumerate(versions)]
    if as_json:
        print_json([_row(version, changed) for version, changed in zip(versions, changes, strict=True)])
        return
    table = Table("revision", "at", "who", "what", "status", "why", "changed")
    for version, changed in zip(versions, changes, strict=True):
        texts = (Text(version.who), version.action, status_text(version.status), Text(version.why), changed)
        table.add_row(str(version.revision), moment(version.at), *texts)
    out.print(table)


def restore(
    item_id: ItemId,
    revision: Annotated[int, typer.Argument(help="A revision from `qiaoban knowledge history`.")],
    who: Who,
    why: Annotated[str, typer.Option(help="The reason, for the history.")] = "",
) -> None:
    """Make an item what it was, or what the program offered, at a revision."""
    from connectors.items import item_store

    with item_store(Settings()) as store:
        stored = store.restore(item_id, revision, who=who, why=why)
    err.print(Text(f"{item_id} is as at revision {revision} again: {stored.status}"))


def _before(earlier: Sequence[Version]) -> Version | None:
    """What the item was: what was offered beside it does not count."""
    return next((version for version in earlier if version.action != "offered"), None)


def _changed(after: Version, before: Version | None) -> str:
    """The names of what is different after a change, or in what was offered."""
    from knowledge.flat import differences

    if before is None:
        return ""
    if after.item is None or before.item is None:
        return "cannot be read"
    return ", ".join(differences(before.item, after.item))


def _row(version: Version, changed: str) -> dict[str, Any]:
    return {
        "revision": version.revision,
        "at": version.at.isoformat(),
        "who": version.who,
        "action": version.action,
        "status": version.status,
        "why": version.why,
        "notes": version.notes,
        "changed": changed.split(", ") if changed else [],
        "item": version.item.model_dump(mode="json", exclude_defaults=True) if version.item else None,
    }
