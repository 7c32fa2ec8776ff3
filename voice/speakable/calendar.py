"""Dates and times of day to words."""

from __future__ import annotations

import re
from collections.abc import Callable

from voice.dialect import Dialect
from voice.speakable.numerals import cardinal, digits
from voice.speakable.patterns import quantity
from voice.speakable.tables import Tables

_YEAR = r"(?P<y>(?:1[89]|20)\d{2})"
_MONTH = r"(?P<m>1[0-2]|0?[1-9])"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_EDGE = r"(?<![\d.])"
_TO = r"\s*(?:-|–|—|~|～|至|到)+\s*"

_DATE = re.compile(rf"{_EDGE}{_YEAR}\s*(?P<s>[-/.年])\s*{_MONTH}\s*(?:(?P=s)|月)\s*{_DAY}(?:(?P<mark>[日号])|(?!\d))")
_YEAR_MONTH = re.compile(rf"{_EDGE}{_YEAR}(?:年\s*{_MONTH}\s*月|[-/](?P<m2>1[0-2]|0[1-9])(?![-/\d]))")
_YEARS = re.compile(rf"{_EDGE}{_YEAR}(?P<n>年)?(?P<to>{_TO})(?P<y2>(?:1[89]|20)\d{{2}})(?=学?年)")
_SHORT_YEAR = re.compile(rf"{_EDGE}(?P<y>\d\d)(?=年\s*(?:1[0-2]|0?[1-9])(?:{_TO}\d{{1,2}})?\s*月(?!份?数))")
_DOTTED_DAYS = re.compile(
    rf"(?P<first>{_EDGE}{_YEAR}(?P<s>[/.])\d{{1,2}}(?P=s)\d{{1,2}})(?P<to>{_TO}){_MONTH}(?P=s){_DAY}(?![\d/]|\.\d)"
)
_DOTTED_MONTHS = re.compile(
    rf"{_EDGE}{_YEAR}\.{_MONTH}(?P<to>{_TO})(?P<y2>(?:1[89]|20)\d{{2}})\.(?P<m2>1[0-2]|0?[1-9])(?![\d.])"
)
_YEAR_ONLY = re.compile(rf"{_EDGE}{_YEAR}\s*(?=年(?!龄)|版|[〕\]】])")
_MONTH_DAY = re.compile(rf"{_EDGE}{_MONTH}\s*月\s*{_DAY}\s*(?:(?P<mark>[日号])|(?!\d))")
_DAYS = re.compile(rf"(?<=[一二三四五六七八九十])(?P<mark>[日号]?)(?P<to>{_TO}){_DAY}(?=[日号])")
_DAY_OF_MONTH = re.compile(rf"(?<=[本上下个今每]月){_DAY}(?=[日号])")
_WEEKDAY = re.compile(r"(?P<week>周|星期|礼拜)(?P<d>[1-7])(?!\d|[.:：/]\d)")
_MORE_DAYS = re.compile(rf"{_TO}\d")
_SAID = (
    r"(?:上午|下午|下昼|上昼|朝早|朝头早|早上|早晨|清晨|晏昼|中午|傍晚|晚上|夜晚|凌晨|夜间|半夜|今晚|当晚|次日|翌日"
    r"|第二天|第二日|听日)"
)
_TIME = re.compile(
    rf"(?P<said>{_SAID}\s*)?{_EDGE}"
    r"(?P<h>[01]?\d|2[0-4])[:：](?P<min>[0-5]\d)(?:[:：](?P<sec>[0-5]\d)(?:\s*秒)?|\s*分(?!钟))?(?!\d|[:：]\d)"
)
_NUMERAL = r"[\d零一二三四五六七八九十两]"
_SPAN = re.compile(
    rf"(?:(?<={_NUMERAL}[年月日号点分秒时])|(?<=点半)|(?<=[周期拜][一二三四五六日天])){_TO}"
    rf"(?={_SAID}*\s*{_NUMERAL}+(?:[年月日号点时]|[:：]\d\d)|(?:周|星期|礼拜)[一二三四五六日天])"
)
_NEXT = re.compile(rf"(?<=[点半分])\s+(?={_SAID}?\s*{_NUMERAL}+[点时])")
_WEEKDAYS = re.compile(rf"(?<=[周期拜][一二三四五六日天]){_TO}(?P<d>[1-7一二三四五六日天])(?!\d|[.:：]\d|[月号点个])")


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
        return first + _said(found["to"], table) + digits(found["y2"], table)

    def month_day(found: re.Match[str]) -> str:
        mark = found["mark"] or ""
        return cardinal(found["m"], table) + table.month + cardinal(found["d"], table) + mark

    def dotted_days(found: re.Match[str]) -> str:
        last = cardinal(found["m"], table) + table.month + cardinal(found["d"], table) + table.day
        return found["first"] + _said(found["to"], table) + last

    def dotted_months(found: re.Match[str]) -> str:
        first = digits(found["y"], table) + table.year + cardinal(found["m"], table) + table.month
        last = digits(found["y2"], table) + table.year + cardinal(found["m2"], table) + table.month
        return first + _said(found["to"], table) + last

    text = _DOTTED_DAYS.sub(dotted_days, text)
    text = _DOTTED_MONTHS.sub(dotted_months, text)
    text = _DATE.sub(full, text)
    text = _YEARS.sub(years, text)
    text = _YEAR_MONTH.sub(month_of_year, text)
    text = _YEAR_ONLY.sub(lambda found: digits(found["y"], table), text)
    text = _SHORT_YEAR.sub(lambda found: digits(found["y"], table), text)
    text = _MONTH_DAY.sub(month_day, text)
    text = _DAY_OF_MONTH.sub(lambda found: cardinal(found["d"], table), text)
    return _DAYS.sub(lambda found: found["mark"] + _said(found["to"], table) + cardinal(found["d"], table), text)


def times(text: str, table: Tables) -> str:
    """Read times of day on a twelve-hour clock, with the part of the day when it is not plain."""
    return _TIME.sub(_clock(table), text)


def spans(text: str, dialect: Dialect, table: Tables) -> str:
    """Read days of the week in figures, and a dash between two dates, days or times of day as 到.

    Dates and times must have been read already.
    """

    def weekday(found: re.Match[str]) -> str:
        return found["week"] + table.weekdays[int(found["d"]) - 1]

    def weekdays(found: re.Match[str]) -> str:
        last = found["d"]
        return _said(found[0][:-1], table) + (table.weekdays[int(last) - 1] if last.isdigit() else last)

    text = re.sub(rf"{_WEEKDAY.pattern}(?!{quantity(dialect)})", weekday, text)
    text = _WEEKDAYS.sub(weekdays, text)
    text = _NEXT.sub("，", text)
    return _SPAN.sub(lambda found: _said(found[0], table), text)


def _said(to: str, table: Tables) -> str:
    """到 and 至 as written, a dash as the dialect's word."""
    return to.strip() if to.strip() in ("到", "至") else table.range


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
