"""Until when an item holds, and how old what it says is."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from bot.skills.base import SkillContext
from bot.skills.spoken import day_of, in_dialect, spoken_date
from knowledge.item import Item

_CHECKED_LONG_AGO = timedelta(days=180)
_PUBLISHED_LONG_AGO = timedelta(days=2 * 365)

_TIMELESS = frozenset({"hotline", "fraud", "health"})
"""Topics whose items do not become doubtful by age: numbers to call, how a swindle goes, what first aid does."""


def whether_it_holds(ctx: SkillContext, item: Item) -> str:
    """That it has ended or not begun, in any case; until when it holds, where that is asked; else nothing."""
    if item.valid_until and item.valid_until < ctx.today:
        return ctx.say("expired", until=day_of(item.valid_until))
    if item.valid_from and item.valid_from > ctx.today:
        return ctx.say("not_yet", since=day_of(item.valid_from))
    if not ctx.asking.asks("validity") or not item.known or item.topic in _TIMELESS:
        return ""
    if item.valid_until:
        return ctx.say("holds_until", until=day_of(item.valid_until))
    as_of = spoken_date(item.source.published or item.verified_on.isoformat())
    return ctx.say("no_end_given", as_of=as_of)


def age_said(ctx: SkillContext, item: Item) -> str:
    """That what the item says may have changed, with its date; nothing while it is fresh, or says its date itself."""
    if not item.known or item.topic in _TIMELESS:
        return ""
    published = item.source.published
    if published and _latest(published) < ctx.today - _PUBLISHED_LONG_AGO:
        year = f"{published[:4]}年"
        return "" if year in in_dialect(item.answer, ctx.dialect) else ctx.say("old", since=spoken_date(published))
    if item.verified_on < ctx.today - _CHECKED_LONG_AGO:
        return ctx.say("checked_long_ago", since=day_of(item.verified_on))
    return ""


def _latest(published: str) -> date:
    """The last day that a date means which may be a month or a year only."""
    year, month, day = [*map(int, published.split("-")), 0, 0][:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])
