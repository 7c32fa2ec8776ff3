"""``qiaoban knowledge edit``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from connectors.cli.console import complain, err
from connectors.cli.knowledge.options import ItemId, Who, show_differences
from connectors.settings import Settings

if TYPE_CHECKING:
    from knowledge.item import Item
    from knowledge.storage import StoredItem

_EDITOR = "the text in the editor"


def edit(
    item_id: ItemId,
    who: Who,
    why: Annotated[str, typer.Option(help="The reason, for the history.")] = "",
    file: Annotated[
        Path | None, typer.Option(help="Take the item from this YAML file, instead of opening an editor.")
    ] = None,
) -> None:
    """Change an item in your editor ($VISUAL or $EDITOR); its status stays. Says what changed."""
    from connectors.items import item_store
    from knowledge.flat import differences
    from knowledge.loading import load_items
    from knowledge.storage import ItemStoreError

    with item_store(Settings()) as store:
        stored = store.get(item_id)
        if stored is None:
            complain(f"there is no item {item_id!r}; `qiaoban knowledge add FILE` adds new ones")
            raise typer.Exit(1)
        item = _only(load_items(file), item_id) if file else _edited(stored)
        changed = differences(stored.item, item)
        if not changed:
            err.print("nothing is different")
            return
        try:
            store.save(
                item,
                who=who,
                why=why,
                status=stored.status,
                notes=stored.notes,
                expected_revision=stored.revision,
            )
        except ItemStoreError:
            if not file:
                _keep(item)
            raise
    show_differences(changed)
    err.print(Text(f"{item_id} is changed" + ("" if stored.status == "published" else f" ({stored.status})")))


def _edited(stored: StoredItem) -> Item:
    """What a person makes of an item in their editor; they may try again as long as it has faults."""
    import click

    from knowledge.loading import ItemError, parse_items

    text = _text(stored)
    while True:
        changed = click.edit(text, extension=".yaml")
        if changed is None:
            return stored.item
        text = changed
        try:
            return _only(parse_items(text, _EDITOR), stored.item.id)
        except ItemError as error:
            complain(str(error))
            if not sys.stdin.isatty() or not typer.confirm("Mend it now?", default=True, err=True):
                _keep_text(text)
                raise typer.Exit(1) from error


def _text(stored: StoredItem) -> str:
    from knowledge.writing import to_yaml

    notes = "".join(f"# {note}\n" for note in stored.notes)
    return f"{notes}{to_yaml([stored.item])}"


def _only(items: list[Item], item_id: str) -> Item:
    """The one item of that id.

    Raises:
        ItemError: there are others, or it has another id.
    """
    from knowledge.loading import ItemError

    if [item.id for item in items] != [item_id]:
        found = ", ".join(item.id for item in items) or "none"
        raise ItemError([f"just the item {item_id!r} should be there, under this id, but there is: {found}"])
    return items[0]


def _keep(item: Item) -> None:
    from knowledge.writing import to_yaml

    _keep_text(to_yaml([item]))


def _keep_text(text: str) -> None:
    """Put what was written in the editor where it can be taken from again."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False, encoding="utf-8") as kept:
        kept.write(text)
    err.print(Text(f"Your text is in {kept.name}; mend it and use it with --file."))
