"""Dates and times of day to words."""

from __future__ import annotations

import re
from collections.abc import Callable

from voice.speakable.numerals import cardinal, digits
from voice.speakable.tables import Tables

_YEAR = r"(?P<y>(?:1[89]|20)\d{2})"
_MONTH = r"(?P<m>1[0-2]|0?[1-9])"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_EDGE = r"(?<![\d.])"
_TO = r"\s*(?:-|–|—|~|～|至|到)+\s*"

_DATE = re.compile(rf"{_EDGE}{_YEAR}\s*(?P<s>[-/.年])\s*{_MONTH}\s*(?:(?P=s)|月)\s*{_DAY}(?P<mark>[日号])?(?!\d)")
_YEAR_MONTH = re.compile(rf"{_EDGE}{_YEAR}(?:年\s*{_MONTH}\s*月|[-/](?P<m2>1[0-2]|0[1-9])(?![-/\d]))")
_YEARS = re.compile(rf"{_EDGE}{_YEAR}(?P<n>年)?{_TO}(?P<y2>(?:1[89]|20)\d{{2}})(?=年)")
_YEAR_ONLY = re.compile(rf"{_EDGE}{_YEAR}\s*(?=年(?!龄)|版|[〕\]】])")
_MONTH_DAY = re.compile(rf"{_EDGE}{_MONTH}\s*月\s*{_DAY}\s*(?P<mark>[日号])?(?!\d)")
_DAYS = re.compile(rf"(?<=[一二三四五六七八九十]){_TO}{_DAY}(?=[日号])")
_MORE_DAYS = re.compile(rf"{_TO}\d")
_TIME = re.compile(
    rf"(?P<said>(?:上午|下午|下昼|上昼|朝早|早上|晏昼|中午|晚上|夜晚|凌晨|夜间)\s*)?{_EDGE}"
    r"(?P<h>[01]?\d|2[0-4])[:：](?P<min>[0-5]\d)(?:[:：](?P<sec>[0-5]\d))?(?!\d|[:：]\d)"
)
_BETWEEN_TIMES = re.compile(rf"{_TO}(?=(?:[01]?\d|2[0-4])[:：][0-5]\d(?!\d))")


def dates(text: str, table: Tables) -> str:
    """Read dates; years figure by figure."""

    def full(found: re.Match[str]) -> str:
        goes_on = found["s"] == "年" and _MORE_DAYS.match(text, found.end())
        day = found["mark"] or ("" if goes_on else table.day)
        return (
            digits(found["y"], table)
            + table.year
            + cardinal(found["m"], table)
            + table.month
            + cardinal(found["d"], table)
            + day
        )

    def month_of_year(found: re.Match[str]) -> str:
        month = found["m"] or found["m2"]
        return digits(found["y"], table) + table.year + cardinal(month, table) + table.month

    def years(found: re.Match[str]) -> str:
        first = digits(found["y"], table) + (found["n"] or "")
        return first + table.range + digits(found["y2"], table)

    def month_day(found: re.Match[str]) -> str:
        mark = found["mark"] or ""
        return cardinal(found["m"], table) + table.month + cardinal(found["d"], table) + mark

    text = _DATE.sub(full, text)
    text = _YEARS.sub(years, text)
    text = _YEAR_MONTH.sub(month_of_year, text)
    text = _YEAR_ONLY.sub(lambda found: digits(found["y"], table), text)
    text = _MONTH_DAY.sub(month_day, text)
    return _DAYS.sub(lambda found: table.range + cardinal(found["d"], table), text)


def times(text: str, table: Tables) -> str:
    """Read times of day on a twelve-hour clock, with the part of the day when it is not plain."""
    previous = re.compile(rf"(?P<before>[:：]\d\d|[点半分]){_BETWEEN_TIMES.pattern}")
    text = previous.sub(lambda found: found["before"] + table.range, text)
    return _TIME.sub(_clock(table), text)


def _clock(table: Tables) -> Callable[[re.Match[str]], str]:
    def read(found: re.Match[str]) -> str:
        hour, minute, said = int(found["h"]), int(found["min"]), found["said"] or ""
        if hour == 24 and minute:
            return found[0]
        period = "" if said else next((p.word for p in table.periods if p.first <= hour <= p.last), "")
        words = said.strip() + period + cardinal(str((hour - 1) % 12 + 1), table, counted=True) + table.hour
        if minute == 30 and not found["sec"]:
            return words + table.half_past
        if minute or found["sec"]:
            words += (table.digits[0] if minute < 10 else "") + (cardinal(str(minute), table) if minute else "")
            words += table.minute
        if found["sec"]:
            words += cardinal(found["sec"], table) + table.second
        return words

    return read
