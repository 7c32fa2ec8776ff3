"""Answers a question that names nothing ("几点收", "过咗期未") of what was spoken of last, or asks of what it is."""

from __future__ import annotations

from bot.skills.base import Draft, SkillContext
from bot.skills.canteen_facts import facts_asked
from bot.skills.presenting import told_of
from bot.skills.spoken import in_dialect
from bot.skills.validity import whether_it_holds
from bot.topics import SERVICE_TOPICS
from knowledge.item import Item

_OF_SOMETHING = frozenset({"address", "hours", "price", "phone", "validity", "count"})
"""Facts that nobody can tell who does not know of what."""


def continued(ctx: SkillContext) -> Draft | None:
    """What is asked of the item that was answered last; None where the words stand for themselves.

    Where no item was answered, it is asked back what is meant.
    """
    if not _names_nothing(ctx):
        return None
    item = last_item(ctx)
    if item is None:
        return _of_what(ctx) if _needs_something(ctx) else None
    if facts := "".join(facts_asked(ctx, item)):
        title = in_dialect(item.title, ctx.dialect)
        return told_of(ctx, item, 1.0, [ctx.say("canteen_named", title=title, facts=facts)])
    if not (ctx.asking.asks("validity") or ctx.asking.asks("price")):
        return None
    return told_of(ctx, item, 1.0, [] if whether_it_holds(ctx, item) else [in_dialect(item.answer, ctx.dialect)])


def last_item(ctx: SkillContext) -> Item | None:
    """The item that was answered last, first of several; None where the last answer came from none."""
    past = ctx.session.last
    if past is None or past.reply.topic not in SERVICE_TOPICS or not past.reply.sources:
        return None
    return ctx.knowledge.get(past.reply.sources[0].id)


def _names_nothing(ctx: SkillContext) -> bool:
    """Whether the words ask a fact and do not say of what."""
    asking = ctx.asking
    looks_for_one = asking.nearest or asking.price is not None or asking.neighbourhood is not None
    return asking.alone and bool(asking.aspects) and not looks_for_one


def _needs_something(ctx: SkillContext) -> bool:
    """Whether the fact can only be told of something: who looks for food, or for help at home, need not say more."""
    asking = ctx.asking
    looks_for_food = asking.food and not asking.when.usual
    somewhere = ctx.directive.slots.get("district")
    return not (looks_for_food or somewhere or _OF_SOMETHING.isdisjoint(asking.aspects))


def _of_what(ctx: SkillContext) -> Draft:
    return Draft(
        text=ctx.say("of_what"),
        topic=ctx.directive.topic,
        confidence=ctx.directive.confidence,
        options=ctx.lines("options_start"),
    )
