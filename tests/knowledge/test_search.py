from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.item import Item
from knowledge.search import ANSWERS, KnowledgeSearch
from knowledge.training import load_search

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("江海区哪里有饭吃", "canteen-jianghai"),
        ("會城有冇長者飯堂", "canteen-xinhui"),  # traditional script
        ("外海边度有反堂", "canteen-jianghai"),  # misheard 饭堂
        ("高聆津帖几多钱", "age-allowance"),  # misheard 高龄津贴
        ("我阿嫲八十几岁，政府有冇银纸畀", "age-allowance"),
        ("浴室想整返个扶手，惊跌亲", "home-adaptation"),
        ("老豆行唔到路，想揾人嚟屋企睇症", "home-nurse"),
        ("差人打嚟话要過數去安全戶口", "safe-account"),
        ("想学视频同孙倾偈", "phone-lessons"),
        ("优代证点样办理", "elder-card"),  # misheard 优待证
    ],
)
def test_colloquial_misheard_and_traditional_questions(search: KnowledgeSearch, query: str, expected: str) -> None:
    hits = search.search(query)
    assert hits[0].item.id == expected
    assert all(a.score >= b.score for a, b in pairwise(hits))


@pytest.mark.parametrize("query", ["高龄津贴怎么拿", "外海边度有得食饭", "护士上门打针几钱", "養老金認證點做"])
def test_what_is_known_scores_high(search: KnowledgeSearch, query: str) -> None:
    assert search.search(query)[0].score >= ANSWERS


@pytest.mark.parametrize(
    "query",
    ["😀😀🎉", "asdfgh jkl", "今晚足球边队赢", "唐朝有几个皇帝", "红烧肉点样整", "魑魅魍魉饕餮", "？？！！"],
)
def test_what_is_not_known_scores_low(search: KnowledgeSearch, query: str) -> None:
    assert all(hit.score < 0.25 for hit in search.search(query))


@pytest.mark.parametrize("query", ["", "  \n", "。，！", "\x00\u200b", "😀"])
def test_nothing_said_finds_nothing(search: KnowledgeSearch, query: str) -> None:
    assert search.search(query) == []


def test_filters_keep_what_holds_city_wide(search: KnowledgeSearch) -> None:
    found = {h.item.id for h in search.search("老人在哪里吃饭有补贴吗", district="新会", limit=20)}
    assert "canteen-jianghai" not in found
    assert {"canteen-xinhui", "home-adaptation"} <= found
    hits = search.search("老人在哪里吃饭有补贴吗", topic="allowance", limit=20)
    assert [h.item.id for h in hits] == ["age-allowance"]
    assert search.search("长者饭堂", kinds={"canteen"}) == []
    assert search.search("长者饭堂", kinds={"service"}, district="江海")[0].item.id == "canteen-jianghai"
    assert search.search("长者饭堂", topic="no_such_topic") == []


def test_a_named_district_lifts_its_items(search: KnowledgeSearch) -> None:
    for query, expected in (("江海饭堂", "canteen-jianghai"), ("会城饭堂", "canteen-xinhui")):
        assert search.search(query)[0].item.id == expected


def test_a_likely_topic_rises_without_hiding_others(search: KnowledgeSearch) -> None:
    query = "怎么申请"
    likely = search.search(query, likely={"voucher": 0.9, "allowance": 0.1}, limit=20)
    assert likely[0].item.topic == "voucher"
    assert {h.item.topic for h in likely} > {"voucher"}


def test_what_is_likely_about_nothing_here_is_believed_less(search: KnowledgeSearch) -> None:
    query = "高龄津贴几多钱"
    alone, sure, elsewhere = (
        search.search(query, likely=likely)[0].score for likely in (None, {"allowance": 1.0}, {"unknown": 1.0})
    )
    assert elsewhere < alone < sure


def test_an_ended_item_follows_a_current_one_that_answers(search: KnowledgeSearch) -> None:
    query = "家电消费"
    plain = [h.item.id for h in search.search(query) if h.score >= ANSWERS]
    dated = [h.item.id for h in search.search(query, today=TODAY) if h.score >= ANSWERS]
    assert sorted(plain) == sorted(dated) == ["voucher-2025", "voucher-2026"]
    assert dated == ["voucher-2026", "voucher-2025"]
    only = search.search("2025年家电消费券", today=TODAY)
    assert "voucher-2025" in [h.item.id for h in only[:2]]


def test_a_hit_says_why(search: KnowledgeSearch) -> None:
    hit = search.search("高龄津贴几多钱")[0]
    assert {"mandarin", "jyutping", "pinyin", "semantic", "fused"} <= set(hit.parts)
    assert any("高龄" in piece for piece in hit.matched)
    assert search.get(hit.item.id) is hit.item
    assert search.get("nothing") is None


def test_search_without_an_encoder_still_finds(items: list[Item], tmp_path: Path) -> None:
    plain = load_search(items, tmp_path / "never-trained")
    assert not plain.semantic
    hit = plain.search("外海边度有反堂")[0]
    assert hit.item.id == "canteen-jianghai"
    assert "semantic" not in hit.parts
    assert KnowledgeSearch([], None).search("饭堂") == []


def test_threads_get_the_same_answers(search: KnowledgeSearch) -> None:
    queries = ["江海饭堂", "高龄津贴几多钱", "护士上门打针", "消费券点攞"] * 25
    alone = [[(h.item.id, h.score) for h in search.search(q)] for q in queries]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda q: [(h.item.id, h.score) for h in search.search(q)], queries))
    assert alone == together


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_searched(search: KnowledgeSearch, text: str) -> None:
    assert all(0.0 <= hit.score <= 1.0 for hit in search.search(text, today=TODAY))


def test_a_very_long_text_is_searched_by_its_start(search: KnowledgeSearch) -> None:
    assert search.search("高龄津贴几多钱。" + "啊" * 10_000)[0].item.id == "age-allowance"
