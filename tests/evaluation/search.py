"""Measures search: the right item first, beside plain character BM25 on the same questions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from connectors.settings import Settings
from knowledge.loading import default_items_directory, load_items
from knowledge.training import load_search
from tests.evaluation.figure import Figure, share

HERE = Path(__file__).parent


def measure(part: str, *, show: bool = False) -> list[Figure]:
    """Figures for the evaluation sets ``part``; ``show`` prints what went wrong."""
    items = load_items(default_items_directory())
    search = load_search(items, Settings().knowledge_models)
    figures: list[Figure] = []
    for name, words in ((f"search_{part}", "money, canteens, fraud"), (f"search_{part}_services", "services")):
        first: list[bool] = []
        third: list[bool] = []
        for case in yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8")):
            found = [hit.item.id for hit in search.search(case["text"], today=date.today(), limit=3)]
            first.append(bool(found) and found[0] in case["items"])
            third.append(any(item in case["items"] for item in found))
            if show and not first[-1]:
                print(f"  {case['text']} → {found[:2]}, not {case['items']}")
        figures += [
            Figure(f"right item first ({words})", share(first), "≥ 90 %"),
            Figure(f"right item among three ({words})", share(third)),
        ]
    return figures
