"""Answers a question that names nothing ("几点收", "过咗期未") of what was spoken of last."""

from __future__ import annotations

from bot.skills.base import Draft, SkillContext
from bot.skills.canteen_facts import facts_asked
from bot.skills.presenting import told_of
from bot.skills.spoken import in_dialect
from bot.skills.validity import whether_it_holds
from bot.topics import SERVICE_TOPICS
from knowledge.item import Item


def continued(ctx: SkillContext) -> Draft | None:
    """What is asked of the item that was answered last; None where the words stand for themselves."""
    item = _spoken_of(ctx)
    if item is None:
        return None
    facts = "".join(facts_asked(ctx, item))
    if not facts and not (ctx.asking.asks("validity") and whether_it_holds(ctx, item)):
        return None
    title = in_dialect(item.title, ctx.dialect)
    return told_of(ctx, item, 1.0, [ctx.say("canteen_named", title=title, facts=facts)] if facts else [])


def last_item(ctx: SkillContext) -> Item | None:
    """The item that was answered last, first of several; None where the last answer came from none."""
    past = ctx.session.last
    if past is None or past.reply.topic not in SERVICE_TOPICS or not past.reply.sources:
        return None
    return ctx.knowledge.get(past.reply.sources[0].id)


def _spoken_of(ctx: SkillContext) -> Item | None:
    """The item that was answered last, where the words ask a fact and do not say of what."""
    asking = ctx.asking
    looks_for_one = asking.nearest or asking.price is not None or asking.neighbourhood is not None
    return None if looks_for_one or not asking.alone or not asking.aspects else last_item(ctx)
