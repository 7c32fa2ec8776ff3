"""Until when an item holds, and how old what it says is."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from bot.skills.base import SkillContext
from bot.skills.spoken import day_of, in_dialect, spoken_date
from knowledge.item import Item

_CHECKED_LONG_AGO = timedelta(days=180)
_PUBLISHED_LONG_AGO = timedelta(days=2 * 365)

_TIMELESS = frozenset({"hotline", "fraud", "health"})
"""Topics whose items do not become doubtful by age: numbers to call, how a swindle goes, what first aid does."""

_OF_THEIR_OWN_TERM = frozenset({"voucher", "canteen"})
"""Kinds of items whose dates are their own; those of others are of what they are taken from."""

_PLAN = re.compile("方案|计划|规划")
"""What the title of a plan says."""


def whether_it_holds(ctx: SkillContext, item: Item) -> str:
    """That it has ended or not begun, in any case; until when it holds, where that is asked; else nothing.

    Of what is not known nothing is said: its answer says all there is.
    """
    if not item.known:
        return ""
    if item.valid_until and item.valid_until < ctx.today:
        return _ended(ctx, item, item.valid_until)
    if item.valid_from and item.valid_from > ctx.today:
        return ctx.say("not_yet", since=day_of(item.valid_from))
    asking = ctx.asking.of_a_place() if item.kind == "canteen" else ctx.asking
    if not asking.asks("validity") or item.topic in _TIMELESS:
        return ""
    if item.valid_until:
        return _holds(ctx, item, item.valid_until)
    as_of = spoken_date(item.source.published or item.verified_on.isoformat())
    return ctx.say("no_end_given", as_of=as_of)


def _ended(ctx: SkillContext, item: Item, until: date) -> str:
    """That its term is over, or that of the plan that it is taken from."""
    of_a_plan = item.kind not in _OF_THEIR_OWN_TERM and _PLAN.search(item.source.title)
    return ctx.say("plan_ended" if of_a_plan else "expired", until=day_of(until))


def _holds(ctx: SkillContext, item: Item, until: date) -> str:
    """Until when it holds, or what it is taken from runs."""
    if item.kind in _OF_THEIR_OWN_TERM:
        return ctx.say("holds_until", until=day_of(until))
    return ctx.say("plan_until" if _PLAN.search(item.source.title) else "source_until", until=day_of(until))


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
