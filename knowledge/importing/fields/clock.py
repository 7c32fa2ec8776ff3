"""Times of day: 11:30, 11时30分, 上午11点半, 下午2:30-5:30."""

from __future__ import annotations

import re

PART = r"(?:上午|早上|早晨|凌晨|中午|下午|傍晚|晚上|夜晚|晚间)"
_TIME = r"(?:\d{1,2}(?:[:.]\d{2}|[时点](?:\d{1,2}分?|半|整)?))"
RANGE = rf"{PART}?{_TIME}-{PART}?{_TIME}"
"""Matches one time to another, in the form of `fields.plain.with_dashes`."""

_RANGE = re.compile(rf"({PART})?({_TIME})-({PART})?({_TIME})")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.时点](?:(\d{1,2})分?|(半)|整)?)")
_AFTERNOON = ("下午", "傍晚", "晚上", "夜晚", "晚间")
_DAY_END = 24 * 60
_LAST = "23:59"


def times_of(expression: str) -> tuple[str, str] | None:
    """Opening and closing time, ``HH:MM`` each, of an expression matched by `RANGE`.

    None when it is no time (25:00), ends before it begins, or may mean two things (中午11:30-1:00).
    """
    found = _RANGE.fullmatch(expression)
    if found is None:
        return None
    first_part, first, second_part, second = found.groups()
    opens = _minutes(first_part, first)
    closes = _minutes(second_part or (first_part if first_part in _AFTERNOON else None), second)
    if opens is None or closes is None or not opens < closes <= _DAY_END:
        return None
    return _written(opens), _written(closes)


def _minutes(part: str | None, time: str) -> int | None:
    """Minutes since midnight; None for what is no time of that part of the day."""
    found = _CLOCK.fullmatch(time)
    if found is None:
        return None
    hours = int(found.group(1))
    minutes = 30 if found.group(3) else int(found.group(2) or 0)
    if (part in _AFTERNOON and 1 <= hours <= 11) or (part == "中午" and hours in (1, 2)):
        hours += 12
    elif part in ("上午", "早上", "早晨", "凌晨") and hours > 12:
        return None
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        return None
    return hours * 60 + minutes


def _written(minutes: int) -> str:
    return _LAST if minutes == _DAY_END else f"{minutes // 60:02}:{minutes % 60:02}"
