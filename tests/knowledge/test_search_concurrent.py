"""Editing and compacting while others search."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from knowledge.item import Item
from knowledge.search import Encoder, KnowledgeSearch
from knowledge.search.semantic import Vectors
from tests.knowledge.conftest import character_encoder, town, written

_SEARCHERS = 8
_ROUNDS = 40
_PATIENCE_S = 30.0


class Gated:
    """An encoder that can be made to wait, or to fail, at its next text that begins with ``mark``."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.mark: str | None = None
        self.error: Exception | None = None
        self.reached = threading.Event()
        self.opened = threading.Event()

    def encode(self, texts: list[str]) -> Vectors:
        if self.mark is not None and any(text.startswith(self.mark) for text in texts):
            self.mark = None
            self.reached.set()
            if self.error is not None:
                raise self.error
            assert self.opened.wait(_PATIENCE_S)
        return self._encoder.encode(texts)


@pytest.fixture
def gated() -> Gated:
    return Gated(character_encoder(town()))


@contextmanager
def _compacting(search: KnowledgeSearch, gated: Gated) -> Iterator[None]:
    """While `compact` runs, after it has seen which items there are."""
    gated.mark = "环市"
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(search.compact)
        try:
            assert gated.reached.wait(_PATIENCE_S)
            yield
        finally:
            gated.opened.set()
        running.result(_PATIENCE_S)


def _first(search: KnowledgeSearch, query: str) -> str:
    return search.search(query, limit=1)[0].item.title.cmn


def test_edits_while_compacting_are_kept(gated: Gated) -> None:
    items = town()
    search = KnowledgeSearch(items[:50], gated, foreign=[])
    search.apply([items[60]], ["offer-1"])
    newer = written("offer-45", "粤剧社", "粤剧社星期三唱戏。", "边度有粤剧社")

    def edited() -> None:
        assert _first(search, "边度有粤剧社") == "粤剧社"
        assert search.get("offer-2") is None
        assert search.get("offer-60") is None
        assert search.get("offer-1") == items[1]
        assert len(search) == 49

    with _compacting(search, gated):
        search.apply([newer, items[1]], ["offer-2", "offer-60"])
        search.apply([items[61]], ["never-there"])
        search.apply([], ["offer-61"])
        edited()
    edited()
    assert search.fragmented
    search.compact()
    edited()
    assert not search.fragmented


def test_a_compacting_that_fails_leaves_the_search_as_it_was(gated: Gated) -> None:
    items = town()
    search = KnowledgeSearch(items[:30], gated, foreign=[])
    search.apply([items[40]])
    gated.mark, gated.error = "环市", RuntimeError("no memory")
    with pytest.raises(RuntimeError, match="no memory"):
        search.compact()
    search.apply([items[41]], ["offer-0"])
    assert len(search) == 31
    search.compact()
    assert len(search) == 31
    assert not search.fragmented


def _while(work: Callable[[], None], watched: Callable[[], None]) -> None:
    """Do ``watched`` over and over in many threads while ``work`` is done; what any of them raises is raised."""
    done = threading.Event()

    def watch() -> None:
        watched()
        while not done.is_set():
            watched()

    with ThreadPoolExecutor(_SEARCHERS) as pool:
        watching = [pool.submit(watch) for _ in range(_SEARCHERS)]
        try:
            work()
        finally:
            done.set()
        for one in watching:
            one.result(_PATIENCE_S)


@pytest.mark.parametrize("semantic", [False, True])
def test_a_search_sees_the_old_item_or_the_new_one(semantic: bool) -> None:
    items = town()[:40]
    olds = items[:10]
    news = [written(item.id, f"{item.title.cmn}（新）", item.answer.cmn, *item.questions.cmn) for item in olds]
    versions = {item.id: {item.title.cmn} for item in items}
    for item in news:
        versions[item.id].add(item.title.cmn)
    search = KnowledgeSearch(items, character_encoder(items) if semantic else None, foreign=[])

    def edit() -> None:
        for n in range(_ROUNDS):
            search.apply(news if n % 2 == 0 else olds)
            if n % 10 == 5:
                search.compact()

    def watch() -> None:
        for query in ("环市哪里有助浴", "想去白沙食饭"):
            hits = search.search(query, limit=50)
            seen = [i for hit in hits for i in (hit.item.id, *hit.also)]
            assert len(seen) == len(set(seen))
            assert all(hit.item.title.cmn in versions[hit.item.id] for hit in hits)
        assert search.search("环市哪里有助浴")[0].item.id == "offer-1"
        assert len({item.id for item in search.items}) == len(search) == len(items)
        assert search.get("offer-1") in (olds[1], news[1])

    _while(edit, watch)


def test_items_that_come_and_go_never_disturb_those_that_stay() -> None:
    items = town()[:40]
    guests: list[Item] = [written(f"guest-{n}", f"访客{n}", f"访客{n}在。") for n in range(8)]
    search = KnowledgeSearch(items, None, foreign=[])
    staying = items[1]

    def edit() -> None:
        for n in range(_ROUNDS):
            search.apply(guests[: n % 8], [guest.id for guest in guests[n % 8 :]])
            if n % 10 == 5:
                search.compact()

    def watch() -> None:
        assert search.search(staying.questions.cmn[0])[0].item == staying
        assert len(search.of_kind("service")) >= len(items)

    _while(edit, watch)
