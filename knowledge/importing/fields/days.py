"""Days of the week as people write them: 周一至周五, 星期六日, 工作日, 每天."""

from __future__ import annotations

import re

_DAY = r"[一二三四五六日天七]"
_WEEK = r"(?:星期|礼拜|周)"
_NUMBER = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7, "七": 7}
_ALL = tuple(range(1, 8))
_NAMED = {
    "每天": _ALL, "每日": _ALL, "天天": _ALL, "日日": _ALL, "全周": _ALL, "整周": _ALL, "全年无休": _ALL,
    "工作日": _ALL[:5], "平日": _ALL[:5], "双休日": _ALL[5:], "周末": _ALL[5:], "周六日": _ALL[5:],
}  # fmt: skip

_WORDS = "|".join(sorted(_NAMED, key=len, reverse=True))

DAYS = rf"(?:{_WORDS}|{_WEEK}{_DAY}(?:-{_WEEK}?{_DAY}|(?:[,及和]?{_WEEK}?{_DAY})*))"
"""Matches an expression of days, in the form of `fields.plain.with_dashes`."""

_SPAN = re.compile(rf"{_WEEK}({_DAY})-{_WEEK}?({_DAY})")
_SINGLE = re.compile(_DAY)


def days_of(expression: str) -> tuple[int, ...] | None:
    """The days (1 is Monday) that an expression matched by `DAYS` names; None when it makes no sense (周五至周一)."""
    if expression in _NAMED:
        return _NAMED[expression]
    if span := _SPAN.fullmatch(expression):
        first, last = (_number(day) for day in span.groups())
        return tuple(range(first, last + 1)) if first < last else None
    return tuple(sorted({_number(day) for day in _SINGLE.findall(expression)})) or None


def _number(day: str) -> int:
    return _NUMBER[day]
