"""``qiaoban knowledge add``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from connectors.cli.console import complain, err
from connectors.cli.knowledge.options import StatusName, Who
from connectors.settings import Settings


def add(
    file: Annotated[Path, typer.Argument(help="YAML with one item or a list of items.")],
    who: Who,
    why: Annotated[str, typer.Option(help="The reason, for the history.")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="Let them wait for somebody to publish them.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Put them in the place of items that are there.")] = False,
) -> None:
    """Add items from a YAML file. Unless all of them can be added, none is."""
    from connectors.items import item_store
    from knowledge.loading import load_items

    items = load_items(file)
    status: StatusName = "draft" if draft else "published"
    with item_store(Settings()) as store:
        revisions = store.revisions()
        known = {stored.item.id: stored for stored in store.list()}
        there = {item.id for item in items if (one := known.get(item.id)) and (one.item, one.status) == (item, status)}
        new = [item for item in items if item.id not in there]
        taken = [item.id for item in new if item.id in revisions]
        if taken and not replace:
            complain(
                f"these ids are taken, by other items or by items of another status: {', '.join(taken)}. "
                "`qiaoban knowledge edit ID` changes one, `publish ID` publishes one; "
                "--replace puts yours in their place"
            )
            raise typer.Exit(1)
        store.save_all(new, who=who, why=why, status=status, expected_revisions=revisions)
    for item in items:
        err.print(Text(f"{item.id} is {status}" + (" already" if item.id in there else "")))
