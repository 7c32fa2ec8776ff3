"""How search grows: items by the thousand, made from the shipped ones and invented places.

    python -m tests.benchmarks.growth               into docs/search.md and docs/images/search-growth.svg
    python -m tests.benchmarks.growth COUNT …       other numbers of items, printed only

Each size is measured in a process of its own. Every item has two titles, four questions and two answers. Queries are
questions of the items with words of others between, so that no query stands in an item as it is.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
import psutil

from connectors.cli.evaluate.document import put_section
from connectors.settings import Settings
from knowledge.evaluation.questions import load_questions
from knowledge.item import Bilingual, Item, Questions
from knowledge.loading import default_items_directory, load_items
from knowledge.search import KnowledgeSearch
from knowledge.training import load_trained_encoder
from tests.conftest import ROOT

SIZES = (300, 1_000, 10_000, 100_000)
QUERIES = 300
EXACT = 100
_SYLLABLES = "安宝长春德东凤福高光桂海和恒华吉嘉江金锦景康兰乐丽连龙隆梅明南宁平庆瑞沙山胜水松泰"
_ENDINGS = ("社区", "村", "里", "新村", "花园", "街")


@dataclass(frozen=True)
class Growth:
    """What was measured with one number of items. Times in seconds or milliseconds, memory in MB."""

    items: int
    build_s: float
    memory_mb: float
    peak_mb: float
    p50_ms: float
    p95_ms: float
    agreement: float
    edit_ms: float


class Generated:
    """Items without end, each of an invented place; the n-th is always the same."""

    def __init__(self, shipped: list[Item], count: int) -> None:
        self._shipped = shipped
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Item]:
        return map(self.item, range(self._count))

    def item(self, number: int) -> Item:
        """The item of this number."""
        chance = random.Random(number)  # noqa: S311 - made-up items
        like = chance.choice(self._shipped)
        place = "".join(chance.choices(_SYLLABLES, k=2)) + chance.choice(_ENDINGS)

        def asked(questions: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(_woven(f"{place}{q}", chance, self._shipped) for q in chance.sample(questions, 2))

        return like.model_copy(
            update={
                "id": f"{like.id[:60]}-{number}",
                "title": Bilingual(cmn=f"{place}{like.title.cmn}", yue=f"{place}{like.title.yue}"),
                "answer": Bilingual(cmn=f"{place}的：{like.answer.cmn}", yue=f"{place}嘅：{like.answer.yue}"),
                "questions": Questions(cmn=asked(like.questions.cmn), yue=asked(like.questions.yue)),
            }
        )


def _woven(text: str, chance: random.Random, shipped: list[Item]) -> str:
    """``text`` with a few characters of another question between."""
    other = chance.choice(chance.choice(shipped).questions.yue)
    cut, begin = chance.randint(0, len(text)), chance.randint(0, max(0, len(other) - 4))
    return text[:cut] + other[begin : begin + chance.randint(1, 4)] + text[cut:]


def measure(count: int) -> Growth:
    """Build a search over ``count`` items and ask it."""
    shipped = load_items(default_items_directory())
    encoder = load_trained_encoder(Settings().knowledge_models)
    KnowledgeSearch(shipped[:20], encoder).search("热身")
    process = psutil.Process()
    before = process.memory_info().rss
    items = Generated(shipped, count)
    started = time.perf_counter()
    search = KnowledgeSearch(items, encoder)
    built = time.perf_counter() - started
    memory = process.memory_info().rss - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    chance = random.Random(1)  # noqa: S311 - which questions
    numbers = [chance.randrange(count) for _ in range(QUERIES)]
    queries = [_woven(chance.choice(items.item(n).questions.yue), chance, shipped) for n in numbers]
    times = [_timed(search, query) for query in queries]
    agreement = _agreement(search, queries[:EXACT])
    started = time.perf_counter()
    search.apply([items.item(0).model_copy(update={"id": "edited"})])
    edit = time.perf_counter() - started
    return Growth(
        items=count,
        build_s=built,
        memory_mb=memory / 1e6,
        peak_mb=peak / 1e6,
        p50_ms=float(np.percentile(times, 50)) * 1000,
        p95_ms=float(np.percentile(times, 95)) * 1000,
        agreement=agreement,
        edit_ms=edit * 1000,
    )


def shipped_questions() -> tuple[float, float]:
    """Median and 95th percentile in milliseconds of the dev questions, long talk among them, on the shipped items."""
    search = KnowledgeSearch(load_items(default_items_directory()), load_trained_encoder(Settings().knowledge_models))
    queries = [question.text for question in load_questions(ROOT / "tests" / "evaluation" / "search", "dev")]
    times = [_timed(search, query) for query in [*queries, *queries]][len(queries) :]
    return float(np.percentile(times, 50)) * 1000, float(np.percentile(times, 95)) * 1000


def _timed(search: KnowledgeSearch, query: str) -> float:
    started = time.perf_counter()
    search.search(query, limit=5)
    return time.perf_counter() - started


def _agreement(search: KnowledgeSearch, queries: list[str]) -> float:
    """Share of the five best items, when every item is compared closely, that the search finds."""
    found = [_five(search, query) for query in queries]
    index = search._state.base.index
    everything = np.arange(len(index))
    index.candidates = lambda *_: everything  # type: ignore[method-assign]
    exact = [_five(search, query) for query in queries]
    del index.candidates
    return sum(len(best & own) for best, own in zip(exact, found, strict=True)) / sum(map(len, exact))


def _five(search: KnowledgeSearch, query: str) -> set[str]:
    return {hit.item.id for hit in search.search(query, limit=5)}


def _chart(measured: list[Growth], path: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 3, figsize=(11, 3.4), layout="constrained")
    counts = [g.items for g in measured]
    panels = (
        ("milliseconds a query", {"p95": [g.p95_ms for g in measured], "p50": [g.p50_ms for g in measured]}, 10),
        ("seconds to index", {"all items": [g.build_s for g in measured]}, 180),
        ("MB taken", {"at most": [g.peak_mb for g in measured], "after": [max(g.memory_mb, 1) for g in measured]}, 600),
    )
    for axis, (title, lines, target) in zip(axes, panels, strict=True):
        for (name, values), colour in zip(lines.items(), ("#0072B2", "#E69F00"), strict=False):
            axis.plot(counts, values, marker="o", label=name, color=colour)
        axis.axhline(target, color="#999999", linestyle="--", linewidth=1, label="target")
        axis.set(title=title, xscale="log", yscale="log", xlabel="items")
        axis.yaxis.set_major_formatter("{x:g}")
        axis.yaxis.set_minor_formatter("{x:g}" if max(max(v) for v in lines.values()) < 10 else "")
        axis.legend(frameon=False)
    figure.savefig(path)


def _section(measured: list[Growth], shipped: tuple[float, float]) -> str:
    rows = [
        f"| {g.items:,} | {g.build_s:.1f} s | {max(g.memory_mb, 0):.0f} MB | {g.peak_mb:.0f} MB | {g.p50_ms:.1f} ms "
        f"| {g.p95_ms:.1f} ms | {100 * g.agreement:.1f} % | {g.edit_ms:.1f} ms |"
        for g in measured
    ]
    head = "| items | indexed in | memory | at most | query, median | p95 | agreement | one edit |"
    return "\n".join(
        [
            f"Measured on {date.today().isoformat()}, {os.cpu_count()} cores.",
            "",
            head,
            "|" + "---:|" * head.count(" | ") + "---:|",
            *rows,
            "",
            f"The dev questions on the shipped items, a fifth of them long talk: median {shipped[0]:.1f} ms, "
            f"p95 {shipped[1]:.1f} ms.",
        ]
    )


def main() -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", nargs="*", type=int, help="items; those of the page when left out")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    measured: list[Growth] = []
    for count in options.counts or SIZES:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            measured.append(pool.apply(measure, [count]))
        print(measured[-1], flush=True)
    if options.json:
        options.json.write_text(json.dumps([asdict(g) for g in measured], indent=1), encoding="utf-8")
    if not options.counts:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            shipped = pool.apply(shipped_questions)
        put_section(ROOT / "docs" / "search.md", "growth", _section(measured, shipped))
        _chart(measured, ROOT / "docs" / "images" / "search-growth.svg")


if __name__ == "__main__":
    main()
