"""``qiaoban knowledge edit``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from connectors.cli.console import complain, err
from connectors.cli.knowledge.in_editor import Sheet, sheet
from connectors.cli.knowledge.options import ItemId, Who, show_differences
from connectors.settings import Settings

if TYPE_CHECKING:
    from knowledge.item import Item
    from knowledge.storage import ItemStore, Status

_EDITOR = "the text in the editor"


@dataclass(frozen=True)
class _There:
    """What is to be changed; ``item`` is None where it is damaged."""

    item: Item | None
    status: Status
    notes: tuple[str, ...]
    revision: int


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

    with item_store(Settings()) as store:
        there = _there(store, item_id, mending=file is not None)
        with nullcontext(_only(load_items(file), item_id)) if file else _edited(there, item_id) as item:
            if item == there.item:
                err.print("nothing is different")
                return
            store.save(item, who=who, why=why, status=there.status, notes=there.notes, expected_revision=there.revision)
    if there.item:
        show_differences(differences(there.item, item))
    err.print(Text(f"{item_id} is changed" + ("" if there.status == "published" else f" ({there.status})")))


def _there(store: ItemStore, item_id: str, *, mending: bool) -> _There:
    """What is there now; of a damaged item, when it is mended, what its history says.

    Raises:
        DamagedItemError: it cannot be read, and is not mended.
    """
    from knowledge.storage import DamagedItemError, UnknownItemError

    revision = store.revisions().get(item_id)
    if revision is None:
        complain(f"there is no item {item_id!r}; `qiaoban knowledge add FILE` adds new ones")
        raise typer.Exit(1)
    try:
        stored = store.get(item_id)
    except DamagedItemError:
        if not mending:
            raise
        last = next(version for version in store.history(item_id) if version.revision == revision)
        return _There(None, last.status, last.notes, revision)
    if stored is None:
        raise UnknownItemError(item_id)
    return _There(stored.item, stored.status, stored.notes, stored.revision)


@contextmanager
def _edited(there: _There, item_id: str) -> Iterator[Item]:
    """What a person makes of an item in their editor; when the block fails, their text is kept."""
    with sheet(item_id, _text(there)) as page:
        yield _written(page, item_id)


def _written(page: Sheet, item_id: str) -> Item:
    """The item that somebody writes; they may try again as long as it has faults."""
    from knowledge.loading import ItemError, parse_items

    while True:
        page.edit()
        try:
            return _only(parse_items(page.text, _EDITOR), item_id)
        except ItemError as error:
            complain(str(error))
            if not sys.stdin.isatty() or not typer.confirm("Mend it now?", default=True, err=True):
                raise typer.Exit(1) from error


def _text(there: _There) -> str:
    from knowledge.writing import to_yaml

    notes = "".join(f"# {note}\n" for note in there.notes)
    return f"{notes}{to_yaml([there.item] if there.item else [])}"


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
