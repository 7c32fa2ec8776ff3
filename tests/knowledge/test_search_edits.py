"""Editing what a search finds, one thing after the other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.item import Item
from knowledge.search import KnowledgeSearch
from tests.knowledge.conftest import character_encoder, town, written

_SUBJECTS = ("凉茶", "粤剧", "单车", "雨伞", "象棋", "太极")


def _about(n: int, version: int = 0) -> Item:
    subject, kind = _SUBJECTS[n], "service" if version % 2 else "policy"
    answer = f"{subject}要{n}{version}元。"
    return written(f"about-{n}", f"{subject}第{version}版", answer, f"{subject}几多钱", kind=kind)


def _ids(search: KnowledgeSearch) -> list[str]:
    return sorted(item.id for item in search.items)


def _found(search: KnowledgeSearch, query: str) -> list[str]:
    return [hit.item.title.cmn for hit in search.search(query, limit=10)]


@pytest.fixture
def three() -> KnowledgeSearch:
    return KnowledgeSearch([_about(n) for n in range(3)], None, foreign=[])


def test_new_changed_and_gone_items_are_searched_as_they_are_now(three: KnowledgeSearch) -> None:
    three.apply([_about(1, 1), _about(3)], ["about-0"])
    assert _found(three, "粤剧几多钱")[0] == "粤剧第1版"
    assert _found(three, "雨伞几多钱")[0] == "雨伞第0版"
    assert "粤剧第0版" not in _found(three, "粤剧第0版几多钱")
    assert "凉茶第0版" not in _found(three, "凉茶几多钱")
    assert _ids(three) == ["about-1", "about-2", "about-3"]
    assert len(three) == 3
    assert three.get("about-0") is None
    assert three.get("about-1") == _about(1, 1)
    assert three.get("about-3") == _about(3)
    assert [item.id for item in three.of_kind("service")] == ["about-1"]
    assert sorted(item.id for item in three.of_kind("policy")) == ["about-2", "about-3"]


def test_an_edit_repeated_changes_nothing_more(three: KnowledgeSearch) -> None:
    for _ in range(3):
        three.apply([_about(1, 1), _about(1, 2)], ["about-0", "about-0"])
    assert [title for title in _found(three, "粤剧几多钱") if title.startswith("粤剧")] == ["粤剧第2版"]
    assert _ids(three) == ["about-1", "about-2"]
    assert len(three) == 2


def test_ids_that_nobody_knows_are_left_alone(three: KnowledgeSearch) -> None:
    three.apply([], ["never-there", "about-9"])
    three.apply([])
    assert _ids(three) == ["about-0", "about-1", "about-2"]
    assert not three.fragmented


def test_a_gone_item_comes_back(three: KnowledgeSearch) -> None:
    for back in (_about(0, 1), _about(0)):
        three.apply([], ["about-0"])
        assert "about-0" not in _ids(three)
        three.apply([back])
        assert three.get("about-0") == back
        assert _found(three, "凉茶几多钱")[0] == back.title.cmn
        assert len(three) == 3


def test_a_new_item_that_goes_again_leaves_nothing_behind(three: KnowledgeSearch) -> None:
    three.apply([_about(4)])
    three.apply([], ["about-4"])
    assert _found(three, "象棋") == []
    assert len(three) == 3
    assert not three.fragmented


@pytest.mark.parametrize("compacted", [False, True])
def test_all_may_go_and_others_come(three: KnowledgeSearch, compacted: bool) -> None:
    three.apply([_about(5)], [f"about-{n}" for n in range(3)])
    three.apply([], ["about-5"])
    if compacted:
        three.compact()
    assert len(three) == 0
    assert list(three.items) == []
    assert three.of_kind("policy") == ()
    assert three.search("凉茶几多钱") == []
    three.apply([_about(4)])
    assert _found(three, "象棋几多钱") == ["象棋第0版"]


def test_what_is_remembered_of_a_kind_follows_the_edits(three: KnowledgeSearch) -> None:
    assert three.of_kind("service") == ()
    assert len(three.of_kind("policy")) == 3
    three.apply([_about(2, 1)])
    assert three.of_kind("service") == (_about(2, 1),)
    three.compact()
    assert three.of_kind("service") == (_about(2, 1),)
    assert len(three.of_kind("policy")) == 2


def test_one_edit_fragments_a_small_search_and_many_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    search = KnowledgeSearch(town(), None, foreign=[])
    assert not search.fragmented
    search.apply([_about(0)])
    assert search.fragmented
    search.compact()
    assert not search.fragmented
    monkeypatch.setattr("knowledge.search.engine._FEW", 100)
    monkeypatch.setattr("knowledge.search.engine._MANY_EDITS", 4)
    search.apply([], ["about-0", "offer-0", "offer-1"])
    assert not search.fragmented
    search.apply([], ["offer-2", "offer-3"])
    assert search.fragmented


def _first_hits(search: KnowledgeSearch, asked: Sequence[Item]) -> dict[str, str]:
    return {q: search.search(q, limit=1)[0].item.id for item in asked[::3] for q in item.questions.cmn}


@pytest.mark.parametrize("semantic", [False, True])
def test_an_edited_search_and_a_compacted_one_find_what_a_new_one_finds(semantic: bool) -> None:
    items = town()
    encoder = character_encoder(items) if semantic else None
    expected = _first_hits(KnowledgeSearch(items, encoder, foreign=[]), items)
    search = KnowledgeSearch([*items[:120], *map(_about, range(6))], encoder, foreign=[])
    search.apply(items[120:])
    search.apply([items[0].model_copy(update={"title": items[1].title}), *items[150:160]], ["offer-3", "offer-130"])
    search.apply([items[0], items[3], items[130]], [f"about-{n}" for n in range(6)])
    assert _first_hits(search, items) == expected
    search.compact()
    assert _first_hits(search, items) == expected
    assert _ids(search) == sorted(item.id for item in items)


_numbers = st.integers(0, len(_SUBJECTS) - 1)
_edits = st.tuples(
    st.lists(st.builds(_about, _numbers, st.integers(0, 3)), max_size=3),
    st.frozensets(_numbers.map("about-{}".format) | st.just("never-there"), max_size=3),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.builds(_about, _numbers), unique_by=lambda i: i.id), st.lists(_edits | st.none(), max_size=8))
def test_any_row_of_edits_ends_as_in_a_dictionary(
    first: list[Item], edits: list[tuple[list[Item], frozenset[str]] | None]
) -> None:
    search = KnowledgeSearch(first, None, foreign=[])
    expected = {item.id: item for item in first}
    for edit in edits:
        if edit is None:
            search.compact()
            continue
        items, gone = edit
        search.apply(items, gone)
        expected |= {item.id: item for item in items}
        expected = {item_id: item for item_id, item in expected.items() if item_id not in gone}
    assert {item.id: item for item in search.items} == expected
    assert len(search) == len(expected)
    assert all(search.get(item_id) == item for item_id, item in expected.items())
    for kind in ("policy", "service"):
        assert {i.id for i in search.of_kind(kind)} == {i.id for i in expected.values() if i.kind == kind}
    for n, subject in enumerate(_SUBJECTS):
        there = expected.get(f"about-{n}")
        hits = [hit.item for hit in search.search(f"{subject}几多钱", limit=10) if subject in hit.item.title.cmn]
        assert hits == ([there] if there else [])
