"""``qiaoban knowledge``: look at what is known."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated

import typer
from rich.table import Table

from bot.clock import today
from connectors.cli.console import complain, out
from connectors.settings import Settings

app = typer.Typer(help="Look at the knowledge items.", no_args_is_help=True)


@app.command()
def check() -> None:
    """Check every item file; each fault is named with its file and line."""
    from connectors.house import items_directory
    from knowledge.loading import load_items

    items = load_items(items_directory(Settings()))
    ended = [i.id for i in items if i.valid_until and i.valid_until < today()]
    counts = Counter(i.kind for i in items)
    out.print(f"{len(items)} items are sound: " + ", ".join(f"{n} {k}" for k, n in sorted(counts.items())))
    if ended:
        out.print(f"[yellow]ended: {', '.join(ended)}[/yellow]")


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="A question, in any wording.")],
    topic: Annotated[str | None, typer.Option(help="Only this service topic.")] = None,
    district: Annotated[str | None, typer.Option(help="Only what holds in this district (蓬江, 江海 …).")] = None,
    limit: Annotated[int, typer.Option(min=1, max=50)] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find items for a question, with scores."""
    from connectors.house import items_directory
    from knowledge.loading import load_items
    from knowledge.training import load_search

    settings = Settings()
    engine = load_search(load_items(items_directory(settings)), settings.knowledge_models, encoder=settings.encoder)
    hits = engine.search(query, topic=topic, district=district, limit=limit, today=today())
    if as_json:
        rows = [{"id": h.item.id, "score": h.score, "parts": h.parts, "matched": h.matched} for h in hits]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table("score", "id", "title", "source", "matched")
    for hit in hits:
        source = f"{hit.item.source.issuer} {hit.item.source.published or ''}"
        table.add_row(f"{hit.score:.2f}", hit.item.id, hit.item.title.cmn, source, " ".join(hit.matched))
    out.print(table)
    if not hits:
        complain("nothing found")
