"""``qiaoban knowledge search``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.clock import today
from connectors.cli.console import complain, out
from connectors.cli.knowledge.options import AsJson, District, Topic, print_json
from connectors.settings import Settings


def search(
    query: Annotated[str, typer.Argument(help="A question, in any wording.")],
    topic: Topic = None,
    district: District = None,
    limit: Annotated[int, typer.Option(min=1, max=50)] = 5,
    as_json: AsJson = False,
) -> None:
    """Find published items for a question, with scores and what matched."""
    from connectors.items import item_store
    from knowledge.training import load_search

    settings = Settings()
    with item_store(settings) as store:
        items = store.published().items
    engine = load_search(items, settings.knowledge_models, encoder=settings.encoder)
    hits = engine.search(query, topic=topic, district=district, limit=limit, today=today())
    if as_json:
        print_json([{"id": h.item.id, "score": h.score, "parts": h.parts, "matched": h.matched} for h in hits])
        return
    table = Table("score", "id", "title", "source", "matched", "why")
    for hit in hits:
        source = f"{hit.item.source.issuer} {hit.item.source.published or ''}"
        why = " ".join(f"{name} {part:.2f}" for name, part in sorted(hit.parts.items(), key=lambda p: -p[1]) if part)
        row = (hit.item.id, hit.item.title.cmn, source, " ".join(hit.matched), why)
        table.add_row(f"{hit.score:.2f}", *map(Text, row))
    out.print(table)
    if not hits:
        complain("nothing found")
