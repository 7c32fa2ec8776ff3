"""Sums, ages and times of day that a question names in numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import time
from functools import cache

from knowledge.asking.asking import Meal, PriceWish
from knowledge.asking.numerals import NUMBER, SPOKEN, most, number
from knowledge.asking.words import parts_of_day, unit

_OLDEST = 120
_QUARTER_MARK = 5
"""Minutes from one mark of the clock's face to the next: 三点三 is a quarter past three."""

_HOUR = "(?:[0-9]{1,2}|[一二]?十[一二三四五六七八九]?|[零一二两三四五六七八九])"
"""An hour of the day, so that "礼拜六十二点" is twelve o'clock on Saturday."""

_TENTHS = "半|[0-9一二三四五六七八九](?:[毛角]|(?=$|[^\\w]|[一嘅的呢吗呀啊够有以之]))"
"""What is said of a sum after its unit: 8块5, 十二蚊半, but not the number of meals in 五蚊一餐."""

_EVENING_FROM = 5
"""The earliest hour at which dinner may be meant by a bare number."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Of a sum, an age and a time of day."""
    minute = rf"(?:半|[0-9]{{1,2}}分?|{SPOKEN}分?)"
    parts = "|".join(map(re.escape, sorted(parts_of_day(), key=len, reverse=True)))
    return (
        re.compile(rf"(?P<yuan>{NUMBER}) ?(?:{unit('money')})(?P<tenths>{_TENTHS})?"),
        re.compile(rf"(?P<years>[0-9]{{1,3}}|{SPOKEN})几? ?(?:{unit('age')})"),
        re.compile(rf"(?P<part>{parts})?(?<![第0-9]) ?(?P<hour>{_HOUR})(?:[点时]钟?(?![候间])|:)(?P<minute>{minute})?"),
    )


def without_amounts(written: str) -> str:
    """Normalised text without its sums, ages and times of day, so that "十一点去" and "八十几岁" ask nothing.

    A part of the day stays: it tells which meal is meant.
    """
    sums, ages, times = _patterns()
    written = ages.sub("，", sums.sub("，", written))
    return times.sub(lambda m: m.group() if _by_marks(m["minute"]) else f"{m['part'] or ''}，", written)


def price_wish(written: str, how: Sequence[str]) -> PriceWish | None:
    """What it should cost, if anything is said of it.

    Args:
        written: the text in normal form.
        how: what its words say of prices.
    """
    found = _patterns()[0].search(written)
    if found:
        yuan = most(found["yuan"]) + _tenths(found["tenths"] or "零") / 10
        exactly = "exactly" in how and "at_most" not in how
        return PriceWish("exactly" if exactly else "at_most", yuan)
    if "free" in how:
        return PriceWish("free")
    return PriceWish("cheapest") if "cheapest" in how else None


def _tenths(said: str) -> float:
    return 5.0 if said == "半" else number(said.rstrip("毛角"))


def age(written: str) -> int | None:
    """The age that is named, in years; the decade where it is vague (八十几岁)."""
    for found in _patterns()[1].finditer(written):
        years = int(number(found["years"]))
        if 0 < years <= _OLDEST:
            return years
    return None


def time_of_day(written: str, meal: Meal | None) -> time | None:
    """The time of day that is named, on the twenty-four-hour clock.

    A bare hour is taken as it fits a place to eat: 2 is after noon, 8 in the morning, 6 with "dinner" in the evening.
    """
    return next(_times(_patterns()[0].sub("，", written), meal), None)


def _times(text: str, meal: Meal | None) -> Iterator[time]:
    for found in _patterns()[2].finditer(text):
        hour = int(number(found["hour"]))
        after = text[found.end() : found.end() + 1]
        if hour == 1 and not (found["part"] or found["minute"] or "钟" in found.group() or after in ("开", "收", "关")):
            continue  # 一点: a little
        minute = _minute(found["minute"] or "")
        hour = _on_twenty_four(hour, parts_of_day().get(found["part"] or "", ""), meal)
        if hour < 24 and minute < 60:
            yield time(hour, minute)


def _by_marks(minute: str | None) -> bool:
    """Whether the minutes are told by the marks of the clock's face: a single figure in characters."""
    return minute is not None and len(minute) == 1 and minute != "半" and not minute.isascii()


def _minute(text: str) -> int:
    if text in ("", "半"):
        return 30 if text else 0
    if _by_marks(text):
        return int(number(text)) * _QUARTER_MARK
    return int(number(text.removesuffix("分")))


def _on_twenty_four(hour: int, part: str, meal: Meal | None) -> int:
    if hour >= 12 or part == "am":
        return hour
    if part == "pm":
        return hour + 12
    early = hour <= 5 if part != "noon" else hour <= 3
    evening = meal == "dinner" and hour >= _EVENING_FROM
    return hour + 12 if early or evening else hour
