"""Days and stretches of time: 2026年1月1日, 2026.1.1, 二〇二六年一月一日, 2026年1月1日至6月30日."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from knowledge.importing.fields.plain import with_dashes

_CHINESE = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_TENS = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?(?=[月日号])")
_YEAR_IN_WORDS = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_SMALL_IN_WORDS = re.compile(r"[一二三四五六七八九](?=[月日号])")

_FULL = r"(\d{4})(?:年|[./-])(\d{1,2})(?:月|[./-])(\d{1,2})[日号]?"
_PARTIAL = re.compile(r"(\d{4})(?:年|[./-])?(?:(\d{1,2})月?)?(?:[./-]?(\d{1,2})[日号]?)?")
_FROM = re.compile(rf"(?:自|从)?{_FULL}(?:起|开始|起施行|起实施|起执行)")
_UNTIL = re.compile(rf"(?:即日起?|现在|有效期)?(?:-|截止?-?|止于)?{_FULL}(?:止|前|截止|为止|结束)?")
_END = r"(?:(\d{4})(?:年|[./-]))?(\d{1,2})(?:月|[./-])(\d{1,2})[日号]?"
_BOTH = re.compile(rf"(?:自|从)?{_FULL}起?-{_END}(?:止|为止)?")
_MONTHS = re.compile(r"(\d{4})年(\d{1,2})月-(?:(\d{4})年)?(\d{1,2})月(?:底|末)?")
_ONE_DAY = re.compile(_FULL)
_LABEL = re.compile(r"^(?:有效期限?|领取时间|使用时间|活动时间|发放时间|时间|有效期为|期限)[:为]?")
_UNENDING = ("长期", "长期有效", "长期有效期", "不限")
_ENDS = ("-", "截", "止", "即", "现", "有")


@dataclass(frozen=True)
class Period:
    """First and last day; None where it is open."""

    start: date | None
    end: date | None


def parse_day(text: str) -> date | None:
    """The one day that ``text`` is; None for anything else, days that do not exist included."""
    found = _ONE_DAY.fullmatch(_figures(text))
    return _day(*found.groups()) if found else None


def parse_partial(text: str) -> str | None:
    """An ISO day, month or year ("2026-01"), from any way of writing it."""
    if day := parse_day(text):
        return day.isoformat()
    found = _PARTIAL.fullmatch(_figures(text))
    if found is None or found.group(3):
        return None
    year, month, _ = found.groups()
    if month is None:
        return year
    return f"{year}-{int(month):02}" if 1 <= int(month) <= 12 else None


def parse_period(text: str) -> Period | None:
    """The stretch of time that ``text`` is; None when it is anything else, or its end lies before its start."""
    written = _LABEL.sub("", _figures(text))
    if written in _UNENDING:
        return Period(None, None)
    period = _both(written) or _months(written) or _open_ended(written)
    if period and period.start and period.end and period.end < period.start:
        return None
    return period


def _both(written: str) -> Period | None:
    found = _BOTH.fullmatch(written)
    if found is None:
        return None
    year, month, day, end_year, end_month, end_day = found.groups()
    start, end = _day(year, month, day), _day(end_year or year, end_month, end_day)
    return Period(start, end) if start and end else None


def _months(written: str) -> Period | None:
    """Whole months; the last one to its last day."""
    found = _MONTHS.fullmatch(written)
    if found is None:
        return None
    year, month, end_year, end_month = found.groups()
    start = _day(year, month, "1")
    end = _day(end_year or year, end_month, "1")
    if start is None or end is None:
        return None
    return Period(start, end.replace(day=calendar.monthrange(end.year, end.month)[1]))


def _open_ended(written: str) -> Period | None:
    if found := _FROM.fullmatch(written):
        start = _day(*found.groups())
        return Period(start, None) if start else None
    found = _UNTIL.fullmatch(written)
    if found is None or not (written.startswith(_ENDS) or written.endswith(("止", "前", "束"))):
        return None
    end = _day(*found.groups())
    return Period(None, end) if end else None


def _figures(text: str) -> str:
    """With Chinese figures as digits and dashes alike; dates keep their own hyphens."""
    written = with_dashes(text)
    written = _YEAR_IN_WORDS.sub(lambda m: m.group().translate(_CHINESE), written)
    written = _TENS.sub(lambda m: _ten(m.group(1), m.group(2)), written)
    return _SMALL_IN_WORDS.sub(lambda m: m.group().translate(_CHINESE), written)


def _ten(tens: str | None, ones: str | None) -> str:
    return (tens or "一").translate(_CHINESE) + (ones or "〇").translate(_CHINESE)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
