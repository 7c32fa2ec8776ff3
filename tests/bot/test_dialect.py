"""The dialect is told from function words."""

from __future__ import annotations

import pytest

from bot.dialect import detect
from bot.turn import Dialect


@pytest.mark.parametrize(
    "text", ["边度有得食饭", "我老豆行唔郁点算", "呢個係咪呃人㗎", "高龄津贴几多钱", "有冇人上门帮手", "听日开唔开门"]
)
def test_cantonese(text: str) -> None:
    assert detect(text) is Dialect.YUE


@pytest.mark.parametrize(
    "text",
    ["哪里有老人食堂", "派出所打电话让我把钱转到安全账户", "我爸爸走不动了怎么办", "這是不是騙子"],
)
def test_mandarin(text: str) -> None:
    assert detect(text) is Dialect.CMN


@pytest.mark.parametrize("text", ["", "长者饭堂", "96110", "hello"])
def test_neither(text: str) -> None:
    assert detect(text) is None
