"""Private numbers are masked, however they are written or spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import MASK, mask


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
    ],
)
def test_numbers_are_masked(number: str) -> None:
    assert mask(f"我嘅号码系{number}，记低啦") == f"我嘅号码系{MASK}，记低啦"


@pytest.mark.parametrize(
    "text", ["打96110", "打12345或者110", "2025-07-07", "2025/07/07", "88岁", "8:30-11:00", "10.8元两荤两素"]
)
def test_public_short_numbers_and_dates_stay(text: str) -> None:
    assert mask(text) == text


@given(st.text(max_size=200))
def test_masking_is_total_and_stable(text: str) -> None:
    once = mask(text)
    assert mask(once) == once
