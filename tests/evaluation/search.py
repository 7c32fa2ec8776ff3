"""Measures search: the right item first, beside plain character BM25 on the same questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import yaml

from connectors.settings import Settings
from knowledge.chinese import characters, normalise
from knowledge.item import Item
from knowledge.loading import default_items_directory, load_items
from knowledge.search.bm25 import Bm25Index
from knowledge.training import load_search
from tests.evaluation.figure import Figure, share

HERE = Path(__file__).parent
Find = Callable[[str], list[str]]
"""From a question to the ids of the three best items."""


def measure(part: str, *, show: bool = False) -> list[Figure]:
    """Figures for the evaluation sets ``part``; ``show`` prints what went wrong."""
    items = load_items(default_items_directory())
    search = load_search(items, Settings().knowledge_models)
    plain = character_bm25(items)

    def ours(text: str) -> list[str]:
        return [hit.item.id for hit in search.search(text, today=date.today(), limit=3)]

    figures: list[Figure] = []
    both: list[tuple[int, int]] = []
    for name, words in ((f"search_{part}", "money, canteens, fraud"), (f"search_{part}_services", "services")):
        cases = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
        first, third = _hits(cases, ours, show=show)
        baseline, _ = _hits(cases, plain)
        both.append((sum(first), sum(baseline)))
        figures += [
            Figure(f"right item first ({words})", share(first), "≥ 90 %"),
            Figure(f"right item among three ({words})", share(third)),
            Figure(f"right item first by character BM25 ({words})", share(baseline)),
        ]
    here, there = (sum(column) for column in zip(*both, strict=True))
    figures.append(Figure("right item first, ratio to character BM25, all", f"{here / max(1, there):.2f}", "≥ 1.25"))
    return figures


def character_bm25(items: Sequence[Item]) -> Find:
    """The baseline: each item's title and answer as one document of characters, k1 = 1.2, b = 0.75."""
    documents = [
        Counter(characters(normalise(item.title.cmn + item.title.yue + item.answer.cmn + item.answer.yue)))
        for item in items
    ]
    index = Bm25Index(documents, b=0.75)

    def find(text: str) -> list[str]:
        scores = index.scores(characters(normalise(text)))
        return [items[i].id for i in (-scores).argsort(kind="stable")[:3]]

    return find


def _hits(cases: list[dict[str, object]], find: Find, *, show: bool = False) -> tuple[list[bool], list[bool]]:
    """Of each case, whether the first item found is right, and whether one of three is."""
    first: list[bool] = []
    third: list[bool] = []
    for case in cases:
        right = set(case["items"])  # type: ignore[call-overload]
        found = find(str(case["text"]))
        first.append(bool(found) and found[0] in right)
        third.append(not right.isdisjoint(found))
        if show and not first[-1]:
            print(f"  {case['text']} → {found[:2]}, not {case['items']}")
    return first, third
