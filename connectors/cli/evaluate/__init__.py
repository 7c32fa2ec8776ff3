"""``qiaoban evaluate``: how well the parts do on questions they have never seen."""

from __future__ import annotations

import typer

from connectors.cli.evaluate import search, understanding

app = typer.Typer(help="Measure on questions that nothing was trained with.", no_args_is_help=True)
app.command("search")(search.search)
app.command("understanding")(understanding.understanding)
