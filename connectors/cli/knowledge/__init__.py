"""``qiaoban knowledge``: look at what is known, and change it; running servers follow within a second or two."""

from __future__ import annotations

import typer

from connectors.cli.knowledge import (
    adding,
    checking,
    deciding,
    editing,
    exporting,
    importing,
    listing,
    past,
    searching,
    seeding,
    showing,
)

app = typer.Typer(help="Look at the knowledge items, and change them.", no_args_is_help=True)
app.command("list")(listing.list_items)
app.command("show")(showing.show)
app.command("search")(searching.search)
app.command("check")(checking.check)
app.command("edit")(editing.edit)
app.command("add")(adding.add)
app.command("publish")(deciding.publish)
app.command("withdraw")(deciding.withdraw)
app.command("history")(past.history)
app.command("restore")(past.restore)
app.command("export")(exporting.export)
app.command("seed")(seeding.seed)
app.command("import")(importing.import_files)
