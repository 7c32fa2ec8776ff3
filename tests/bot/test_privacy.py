"""Private numbers are masked, however they are written or spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import MASK, mask, masked_quote


@pytest.mark.parametrize(
    "number",
    [
        "13800138000",
        "138 0013 8000",
        "+86 138-0013-8000",
        "0750-3861234",
        "(0750) 3861234",
        "6222081234567890123",
        "6222 0812 3456 7890",
        "44070119450101123X",
        "13800 138000",
        "440701 19500101 1234",
        "138/0013/8000",
        "壹叁捌零零壹叁捌零零零",
        "一三八零零一三八零零零",
        "幺三八 零零幺三 八零零零",
        "138、0013、8000",
        "138，0013，8000",
        "138—0013—8000",
        "138\u20110013\u20118000",
        "138\n0013\n8000",
        "138   0013   8000",
        "138\u200b0013\u200b8000",
        "一三八。零零一三。八零零零",
        "一三八-零零一三-八零零零",
        "13800一38000",
        "1三8零零13八零零零",
        "１３８００１３８０００",
    ],
)
def test_numbers_are_masked(number: str) -> None:
    assert mask(f"我嘅号码系{number}，记低啦") == f"我嘅号码系{MASK}，记低啦"


@pytest.mark.parametrize(
    "text",
    [
        "打96110",
        "打12345或者110",
        "打110 119 120",
        "打12345/96110/110",
        "12345、12333、12356都得",
        "2025-07-07",
        "2025/07/07",
        "2025-07-07 8:30",
        "88岁",
        "8:30-11:00",
        "10.8元两荤两素",
    ],
)
def test_public_short_numbers_and_dates_stay(text: str) -> None:
    assert mask(text) == text


@given(
    st.lists(st.sampled_from("0123456789零一二三四五六七八九"), min_size=11, max_size=19),
    st.lists(st.text(alphabet=" -–—、，。·/()\u200b\n", max_size=3), min_size=19, max_size=19),
)
def test_no_separator_lets_a_number_through(figures: list[str], gaps: list[str]) -> None:
    number = "".join(f + g for f, g in zip(figures, gaps, strict=False)).rstrip(" -–—、，。·/()\u200b\n")
    figure = "0123456789零一二三四五六七八九"
    assert sum(c in figure for c in mask(f"号码{number}啦")) < 7


@pytest.mark.parametrize(
    ("text", "quote", "masked"),
    [
        ("将钱汇到6222 0212 3456 7890 123", "钱汇到6222", f"钱汇到{MASK}"),
        ("打返13800138000畀佢", "8000畀佢", f"{MASK}畀佢"),
        ("转三万蚊去安全账户", "转三万蚊", "转三万蚊"),
        ("打96110问", "打96110", "打96110"),
    ],
)
def test_a_quote_holds_no_piece_of_a_number(text: str, quote: str, masked: str) -> None:
    assert masked_quote(quote, text) == masked


@given(st.text(max_size=200))
def test_masking_is_total_and_stable(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@pytest.mark.parametrize("number", ["6170285", "0750-3861234", "（0750）3861234", "400-123-4567"])
def test_the_staff_may_name_an_office_to_call(number: str) -> None:
    assert mask(f"打{number}问", keep_offices=True) == f"打{number}问"
    assert mask(f"打{number}问") != f"打{number}问" or number.startswith("400")


@pytest.mark.parametrize("number", ["13800138000", "440702195001011234", "6222021234567890123", "138 0013 8000"])
def test_private_numbers_are_masked_in_words_of_the_staff_too(number: str) -> None:
    assert number not in mask(f"打{number}问", keep_offices=True)
