"""Search holds out whatever it is given."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.item import Item
from knowledge.search import Encoder, KnowledgeSearch
from knowledge.search.semantic import Vectors
from tests.knowledge.conftest import character_encoder, town, written

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

_ODD = [
    "\ud800", "\udc00饭\ud83d堂", "饭" * 20_000, "😀" * 20_000, "12345" * 4_000, "。" * 20_000, "？！…—", "a" * 20_000,
    "\x00\x00", "\u0301\u0345", "\ue000饭堂\ue000", "饭 " * 300, "\u202e堂饭", "ﷺ" * 400, "İ" * 400, "\U0010ffff",
]  # fmt: skip


class Strange:
    """An encoder whose vectors all have the same ``value`` in every place."""

    def __init__(self, value: float) -> None:
        self._value = value

    def encode(self, texts: list[str]) -> Vectors:
        return np.full((len(texts), 16), self._value, dtype=np.float32)


class Forgetful:
    """An encoder that knows nothing of texts with ``word`` in them."""

    def __init__(self, encoder: Encoder, word: str) -> None:
        self._encoder, self._word = encoder, word

    def encode(self, texts: list[str]) -> Vectors:
        vectors = self._encoder.encode(texts).copy()
        vectors[[self._word in text for text in texts]] = 0.0
        return vectors


_ENCODERS: dict[str, Encoder | None] = {
    "none": None,
    "characters": character_encoder(town()[:20]),
    "not a number": Strange(np.nan),
    "zero": Strange(0.0),
    "all alike": Strange(0.25),
    "forgetful": Forgetful(character_encoder(town()[:20]), "助浴"),
}
_with_any_encoder = pytest.mark.parametrize("kind", _ENCODERS)


@pytest.fixture(scope="module", params=_ENCODERS)
def hardy(request: pytest.FixtureRequest) -> KnowledgeSearch:
    return KnowledgeSearch(town()[:20], _ENCODERS[request.param], foreign=["今日天气点", "？"])


@pytest.mark.parametrize("query", _ODD, ids=range(len(_ODD)))
def test_odd_texts_are_searched(hardy: KnowledgeSearch, query: str) -> None:
    hits = hardy.search(query, today=date(2026, 11, 1), likely={"activities": 1.0}, district="蓬江")
    assert all(0.0 <= hit.score <= 1.0 for hit in hits)
    assert all(np.isfinite(list(hit.parts.values())).all() for hit in hits)


def test_characters_find_what_the_encoder_does_not_know(hardy: KnowledgeSearch) -> None:
    assert hardy.search("白沙哪里有助浴")[0].item.id == "offer-11"
    assert hardy.search("环市跳舞揾边个")[0].item.id == "offer-9"


@settings(deadline=None, max_examples=60)
@given(
    st.text(st.one_of(st.characters(), st.sampled_from("环市助浴哪里有，。 ")), max_size=80),
    st.integers(-1, 30),
    st.sampled_from([None, "activities", "no_such_topic"]),
    st.sampled_from([None, "蓬江", "nowhere"]),
    st.sampled_from([None, [], ["service"], ["nothing", "policy"]]),
)
def test_any_search_keeps_to_what_was_asked(
    robust: KnowledgeSearch, query: str, limit: int, topic: str | None, district: str | None, kinds: list[str] | None
) -> None:
    hits = robust.search(query, limit=limit, topic=topic, district=district, kinds=kinds)
    assert len(hits) <= max(limit, 0)
    assert all(a.score >= b.score for a, b in pairwise(hits))
    assert all(topic in (None, hit.item.topic) and (kinds is None or hit.item.kind in kinds) for hit in hits)


@pytest.fixture(scope="module")
def robust() -> KnowledgeSearch:
    items = town()[:30]
    return KnowledgeSearch(items, character_encoder(items), foreign=["今日天气点"])


@_with_any_encoder
def test_a_search_that_was_empty_is_filled_and_emptied(kind: str) -> None:
    items = town()[:3]
    search = KnowledgeSearch([], _ENCODERS[kind])
    assert search.search("环市哪里有助浴") == []
    assert (len(search), list(search.items), search.of_kind("service"), search.matches("助浴")) == (0, [], (), [])
    search.compact()
    for compacted in (False, True):
        search.apply(items[:2])
        if compacted:
            search.compact()
        assert search.search("环市哪里有助浴")[0].item.id == "offer-1"
        search.apply([items[2]])
        search.apply([], ["offer-2"])
        search.apply([], ["offer-0", "offer-1"])
        assert search.search("环市哪里有助浴") == []
        assert len(search) == 0


@_with_any_encoder
def test_one_item_is_found(kind: str) -> None:
    (item, *_) = town()
    search = KnowledgeSearch([item], _ENCODERS[kind], foreign=[])
    assert [hit.item for hit in search.search("环市边度有饭堂")] == [item]
    assert search.search("环市边度有饭堂", topic="fraud") == []
    search.apply([], [item.id])
    assert search.search("环市边度有饭堂") == []


def test_items_with_equal_texts_stay_apart() -> None:
    items = [written(f"twin-{n}", "孖生", f"第{n}个。", "孖生", "孖生") for n in range(30)]
    search = KnowledgeSearch(items, character_encoder(items), foreign=[])
    hits = search.search("孖生", limit=30)
    assert len({hit.item.id for hit in hits}) == len(hits) >= 24
    assert hits[-1].score == pytest.approx(hits[0].score)


@pytest.mark.parametrize("odd", ["？", "😀", "\u200b。", "\ue000", "ﷺ"])
def test_items_of_odd_texts_leave_the_others_to_be_found(odd: str) -> None:
    items = [written("odd", odd, odd), *town()[:5]]
    search = KnowledgeSearch(items, character_encoder(items), foreign=[odd])
    assert search.search("环市哪里有助浴")[0].item.id == "offer-1"
    search.search(odd)
    search.apply([], ["odd"])
    search.apply([items[0]])
    assert search.search("环市哪里有助浴")[0].item.id == "offer-1"


class OfNothing(Strange):
    """Of no texts it gives what sentence-transformers does: no vectors, and no dimension either."""

    def encode(self, texts: list[str]) -> Vectors:
        return super().encode(texts) if texts else np.zeros(0, dtype=np.float32)


def test_without_foreign_sentences_any_encoder_serves(items: list[Item]) -> None:
    search = KnowledgeSearch(items, OfNothing(0.25), foreign=[])
    assert search.search("高龄津贴几多钱")[0].item.id == "age-allowance"


_CORES = os.cpu_count() or 1


@pytest.mark.skipif(_CORES == 1, reason="one core runs one thread")
def test_a_search_in_any_thread_keeps_to_one_core(robust: KnowledgeSearch) -> None:
    def threads() -> int:
        robust.search("环市哪里有助浴")
        return int(faiss.omp_get_max_threads())

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(threads).result() == 1
