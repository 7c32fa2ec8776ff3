"""People who talk at length, and talk that no item answers."""

from __future__ import annotations

import pytest

from knowledge.item import Item
from knowledge.search import ANSWERS, Encoder, KnowledgeSearch
from knowledge.search.query import LONGEST, Query

_RAMBLE = (
    "今朝我同阿妈去行街，落咗场大雨，我哋入咗间茶楼坐低，食咗虾饺烧卖，阿妈话好好味，不过人太多，坐咗好耐先有位，"
    "跟住去咗公园行下，见到好多人喺度跳舞唱歌，好热闹，隔篱嗰个阿婶带住只狗仔，成日吠，佢话只狗仔今年三岁喇，好得意，"
    "之后我哋搭车返屋企煲汤饮，睇咗阵电视剧就瞓咗，"
)
_WISHES = [
    ("护士可唔可以上门打针，", "home-nurse"),
    ("适老化改造怎么申请，", "home-adaptation"),
    ("派出所打电话叫我把钱转到安全账户，", "safe-account"),
]


def _within(wish: str, share: float) -> str:
    clauses = _RAMBLE.split("，")
    place = round(share * (len(clauses) - 1))
    return "，".join([*clauses[:place], wish.rstrip("，"), *clauses[place:]])


@pytest.mark.parametrize("semantic", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(("wish", "expected"), _WISHES)
def test_a_wish_is_found_anywhere_in_a_ramble(
    items: list[Item], encoder: Encoder, wish: str, expected: str, share: float, semantic: bool
) -> None:
    search = KnowledgeSearch(items, encoder if semantic else None)
    said = _within(wish, share)
    assert 140 < len(said) < LONGEST
    hits = search.search(said)
    assert hits[0].item.id == expected
    assert hits[0].score > 2 * hits[1].score
    assert hits[0].score > 5 * search.search(_RAMBLE)[0].score


@pytest.mark.parametrize(
    ("length", "at_the_end"),
    [
        *((length, False) for length in (LONGEST, 5_000, 20_000)),
        *((length, True) for length in (LONGEST, 5_000)),
        pytest.param(7_000, True),
        pytest.param(20_000, True),
    ],
)
def test_of_a_very_long_text_beginning_and_end_are_searched(
    search: KnowledgeSearch, length: int, at_the_end: bool
) -> None:
    filler = "啊，" * (length // 2)
    said = f"{filler}高龄津贴几多钱" if at_the_end else f"高龄津贴几多钱，{filler}"
    assert search.search(said)[0].item.id == "age-allowance"


def test_passages_cover_all_that_is_said() -> None:
    for units in range(1, 200):
        query = Query("好" * units)
        (begin, end), *parts = query.passages
        assert (begin, end) == (0, units)
        assert len(parts) <= 6
        covered = {n for b, e in parts for n in range(b, e)}
        assert covered == (set(range(units)) if parts else set())
        assert all(0 <= b < e <= units for b, e in parts)


def test_words_and_numbers_of_a_passage_stay_apart() -> None:
    said = "打咗 12345 67890 之后 abc def 都冇人听，" * 3
    assert not any("1234567890" in text or "abcdef" in text for text in Query(said).passage_texts())


def test_a_sentence_that_nothing_answers_scores_low_because_it_is_known(items: list[Item], encoder: Encoder) -> None:
    said = "退休金要买边只股票好"
    unknown = KnowledgeSearch(items, encoder, foreign=[]).search(said)[0]
    known = KnowledgeSearch(items, encoder, foreign=[said]).search(said)[0]
    assert unknown.parts["foreign"] == 0.0
    assert known.parts["foreign"] > unknown.parts["fused"]
    assert known.score < 0.1 < unknown.score
    assert known.item == unknown.item


def test_foreign_sentences_do_not_lower_what_is_answered(items: list[Item], encoder: Encoder) -> None:
    question = "高龄津贴几多钱"
    alone = KnowledgeSearch(items, encoder, foreign=[]).search(question)[0]
    beside = KnowledgeSearch(items, encoder).search(question)[0]
    assert beside.item == alone.item
    assert ANSWERS < beside.score <= alone.score
