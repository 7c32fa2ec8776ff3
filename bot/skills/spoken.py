"""Dates, times, days, sums and distances as they are said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.skills.base import Phrasing
from bot.turn import Dialect
from knowledge.item import Bilingual, Opening, Price

_PARTS_OF_DAY = (5, 12, 13, 18, 24)
"""Hours at which the parts of the day end that the phrase "clock_parts" lists."""

_WHOLE_WEEK = 7
_METRES_BELOW_KM = 1.0


def in_dialect(text: Bilingual, dialect: Dialect) -> str:
    """The wording of one dialect."""
    return text.yue if dialect is Dialect.YUE else text.cmn


def spoken_date(iso: str) -> str:
    """2025-07-07 as 2025年7月7日; a bare year or month stays one."""
    year, month, day = [*iso.split("-"), "", ""][:3]
    spoken = f"{year}年"
    if month:
        spoken += f"{int(month)}月"
    if day:
        spoken += f"{int(day)}日"
    return spoken


def day_of(day: date) -> str:
    """A whole date as it is said."""
    return spoken_date(day.isoformat())


def clock_time(ctx: Phrasing, hhmm: str) -> str:
    """13:30 as 下昼1点半."""
    hour, minute = map(int, hhmm.split(":"))
    part = ctx.lines("clock_parts")[next(n for n, end in enumerate(_PARTS_OF_DAY) if hour < end)]
    past = {0: "", 30: "半"}.get(minute, f"{minute}分")
    return f"{part}{hour - 12 if hour > 12 else hour}点{past}"


def opens_next(ctx: Phrasing, today: date, opens: tuple[int, str]) -> str:
    """When a place opens next, from days ahead and ``HH:MM``."""
    ahead, hhmm = opens
    near = ctx.lines("days_ahead")
    day = near[ahead] if ahead < len(near) else ctx.lines("weekdays")[(today.weekday() + ahead) % _WHOLE_WEEK]
    return f"{day}{clock_time(ctx, hhmm)}"


def usual_hours(ctx: Phrasing, opening: Sequence[Opening]) -> str:
    """Opening hours in words, lines of the same days together."""
    by_days: dict[tuple[int, ...], list[str]] = {}
    for line in sorted(opening, key=lambda line: (line.days[0], line.opens)):
        hours = ctx.say("from_to", opens=clock_time(ctx, line.opens), closes=clock_time(ctx, line.closes))
        by_days.setdefault(tuple(sorted(set(line.days))), []).append(hours)
    return "；".join(f"{_days(ctx, days)}{'、'.join(hours)}" for days, hours in by_days.items())


def _days(ctx: Phrasing, days: tuple[int, ...]) -> str:
    names = ctx.lines("weekdays")
    if len(days) == _WHOLE_WEEK:
        return ctx.say("every_day")
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return ctx.say("from_to", opens=names[days[0] - 1], closes=names[days[-1] - 1])
    return "、".join(names[day - 1] for day in days)


def price_said(ctx: Phrasing, price: Price) -> str:
    """What one group pays, the sum first: 一餐5蚊，两荤两素加汤."""
    what, comma, more = in_dialect(price.what, ctx.dialect).partition("，") if price.what else ("", "", "")
    said = ctx.say("price_said", what=what, yuan=f"{price.yuan:g}", who=in_dialect(price.who, ctx.dialect))
    return f"{said}{comma}{more}"


def distance_said(ctx: Phrasing, km: float | None) -> str:
    """About how far, in metres or kilometres; where it is not known, that."""
    if km is None:
        return ctx.say("distance_unknown")
    if km < _METRES_BELOW_KM:
        return ctx.say("distance_metres", number=str(max(50, round(km * 20) * 50)))
    return ctx.say("distance_km", number=f"{km:.1f}".removesuffix(".0"))
