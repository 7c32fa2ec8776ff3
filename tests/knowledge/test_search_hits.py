"""What a hit tells: why it was found, and which others say the same."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.chinese import normalise
from knowledge.dialect import to_mandarin
from knowledge.item import Item
from knowledge.search import KnowledgeSearch
from knowledge.search.texts import asked_texts
from tests.knowledge.conftest import written

_TOLD = "每日中午开饭，六十岁以上嘅老人家带身份证去登记就食得，一餐{}元，可以打包返屋企。"


_LONG = "食饭之前先洗手，" + "".join(f"第{n}步排队等叫名，" for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳")


def _canteen(item_id: str, answer: str, **other: object) -> Item:
    return written(item_id, "长者饭堂", answer, "边度有饭堂", topic="canteen", **other)


def _search(*items: Item) -> list[list[str]]:
    """Ids of each hit for the canteens, with those that say the same."""
    hits = KnowledgeSearch(items, None, foreign=[]).search("边度有长者饭堂")
    return [sorted((hit.item.id, *hit.also)) for hit in hits]


def test_items_that_say_the_same_are_one_hit() -> None:
    same = [_canteen("a", _TOLD.format(8)), _canteen("b", _TOLD.format(8)), _canteen("c", f"{_TOLD.format(8)}记得啦")]
    assert _search(*same) == [["a", "b", "c"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(_TOLD.format(8), _TOLD.format(9), id="figure"),
        pytest.param(_TOLD.format("8.5"), _TOLD.format("5.8"), id="decimals"),
        pytest.param(_TOLD.format("8元，夜晚10"), _TOLD.format("10元，夜晚8"), id="figures swapped"),
        pytest.param(_TOLD.format("八"), _TOLD.format("九"), id="figure in words"),
        pytest.param(f"里村社区饭堂{_TOLD.format(8)}", f"北郊社区饭堂{_TOLD.format(8)}", id="place"),
        pytest.param(_TOLD.format(8), _TOLD.replace("中午", "夜晚").format(8), id="time of day"),
        pytest.param(f"{_LONG}水南街嘅饭堂。", f"{_LONG}水北街嘅饭堂。", id="one character of many"),
        pytest.param(f"上午{_LONG}", f"下午{_LONG}", id="first character"),
        pytest.param(f"{_LONG}路东", f"{_LONG}路西", id="last character"),
    ],
)
def test_items_that_differ_in_one_thing_are_two_hits(one: str, other: str) -> None:
    assert sorted(_search(_canteen("a", one), _canteen("b", other))) == [["a"], ["b"]]


def test_items_of_two_districts_or_kinds_are_two_hits() -> None:
    here = _canteen("a", _TOLD.format(8), districts=("蓬江",))
    there = _canteen("b", _TOLD.format(8), districts=("江海",))
    both = _canteen("c", _TOLD.format(8), districts=("江海", "蓬江"))
    policy = _canteen("d", _TOLD.format(8), districts=("蓬江",), kind="policy")
    turned = _canteen("e", _TOLD.format(8), districts=("蓬江", "江海"))
    assert sorted(_search(here, there, both, policy, turned)) == [["a"], ["b"], ["c", "e"], ["d"]]


def test_many_that_say_the_same_do_not_crowd_out_the_others() -> None:
    same = [_canteen(f"same-{n}", _TOLD.format(8)) for n in range(40)]
    found = _search(*same, written("other", "饭堂送餐", "送餐要10元，打电话约时间。"))
    assert ["other"] in found


def test_an_ended_item_and_its_renewal_are_two_hits() -> None:
    ended = _canteen("ended", _TOLD.format(8), valid_until=date(2025, 12, 31))
    current = _canteen("current", _TOLD.format(8))
    search = KnowledgeSearch([ended, current], None, foreign=[])
    hits = search.search("边度有长者饭堂", today=date(2026, 11, 1))
    assert [(hit.item.id, hit.also) for hit in hits] == [("current", ()), ("ended", ())]


def test_what_is_allowed_is_not_what_is_forbidden() -> None:
    told = "午餐{}由家人代领，要带长者嘅身份证同埋登记簿，先去前台攞号，再去窗口排队等叫名。"
    assert len(_search(_canteen("a", told.format("可以")), _canteen("b", told.format("不可以")))) == 2


def test_the_current_round_of_many_comes_first() -> None:
    told = "每人每月领一张，在社区登记。"
    ended = [
        written(f"round-{n}", "长者餐券", told, "长者餐券点攞", topic="voucher", valid_until=date(2025, 1, 1))
        for n in range(60)
    ]
    current = written("round-now", "长者餐券", told, "长者餐券点攞", topic="voucher", valid_until=date(2027, 1, 1))
    search = KnowledgeSearch([*ended, current], None, foreign=[])
    hits = search.search("长者餐券点攞", today=date(2026, 11, 1))
    assert hits[0].item.id == "round-now"


_PIECES = ("高龄", "津贴", "八十岁", "点攞", "几多钱", "12345", "adl", "，", " ", "外海", "饭堂", "嘅", "冇")


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=12).map("".join))
def test_what_is_matched_stands_in_the_query_and_in_the_item(search: KnowledgeSearch, said: str) -> None:
    for hit in search.search(said, limit=12):
        texts = [*asked_texts(hit.item), hit.item.answer.cmn, hit.item.answer.yue]
        assert hit.asked in asked_texts(hit.item)
        for piece in hit.matched:
            assert piece in to_mandarin(said)
            assert any(piece in to_mandarin(normalise(text)) for text in texts)


def test_pieces_from_two_places_of_an_item_are_not_joined() -> None:
    item = written("x", "甲乙", "丙甲乙。乙丁。", "乙丁")
    (hit,) = KnowledgeSearch([item], None, foreign=[]).search("甲乙丁")
    assert hit.matched == ("甲乙",)


def test_the_text_asked_is_the_one_most_alike() -> None:
    item = written("x", "高龄津贴", "去居委会。", "八十岁有冇钱攞", "点样申请高龄津贴")
    search = KnowledgeSearch([item], None, foreign=[])
    for text in asked_texts(item):
        assert search.search(text)[0].asked == text


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=12).map("".join), st.sampled_from([None, "allowance"]))
def test_every_part_is_a_share(search: KnowledgeSearch, said: str, topic: str | None) -> None:
    for hit in search.search(said, likely={topic: 1.0} if topic else None):
        lifted = hit.parts["fused"]
        assert 0.0 <= lifted <= 1.1
        assert all(0.0 <= part <= 1.0 + 1e-6 for name, part in hit.parts.items() if name != "fused"), hit.parts
