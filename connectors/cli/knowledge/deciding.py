"""``qiaoban knowledge publish`` and ``withdraw``: whether people are told an item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer
from rich.text import Text

from connectors.cli.console import complain, err
from connectors.cli.knowledge.options import Who
from connectors.settings import Settings

ItemIds = Annotated[list[str], typer.Argument(help="The ids of the items.")]


def publish(
    item_ids: ItemIds,
    who: Who,
    why: Annotated[str, typer.Option(help="The reason, for the history.")] = "",
) -> None:
    """Let people be told these items from now on."""
    from connectors.items import item_store

    with item_store(Settings()) as store:
        _each(item_ids, "published", lambda item_id: store.publish(item_id, who=who, why=why))


def withdraw(
    item_ids: ItemIds,
    who: Who,
    why: Annotated[str, typer.Option(help="The reason, for the history.")],
) -> None:
    """Let nobody be told these items any more; they can be published again."""
    from connectors.items import item_store

    with item_store(Settings()) as store:
        _each(item_ids, "withdrawn", lambda item_id: store.withdraw(item_id, who=who, why=why))


def _each(item_ids: list[str], done: str, change: Callable[[str], object]) -> None:
    """Change each item; one that cannot be changed does not keep the others, but counts in the end."""
    from knowledge.storage import ItemStoreError

    refused = False
    for item_id in item_ids:
        try:
            change(item_id)
        except ItemStoreError as error:
            complain(str(error))
            refused = True
        else:
            err.print(Text(f"{item_id} is {done}"))
    if refused:
        raise typer.Exit(1)
