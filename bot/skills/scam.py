"""Talks about swindles when the guard saw none under way: explains, and says how to check."""

from __future__ import annotations

from dataclasses import replace

from bot.skills.answer import from_item
from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.presenting import contacts
from bot.topics import Topic

_PREVENTION_LINE = "96110"
_CLOSE = 0.6


def check_scam(ctx: SkillContext) -> Draft:
    """Answer a question about swindles from the warnings, and always add how to check."""
    hits = ctx.knowledge.search(ctx.query, prefer_topic=Topic.FRAUD.value, today=ctx.today, limit=3)
    fitting = [h for h in hits if h.item.topic == Topic.FRAUD.value]
    check = ctx.say("fraud_general_check")
    if fitting and fitting[0].score >= _CLOSE:
        draft = from_item(ctx, fitting[0].item, max(fitting[0].score, ctx.directive.confidence))
        return replace(draft, text=f"{draft.text}\n{check}", options=ctx.lines("options_fraud"))
    cards, sources = contacts(ctx, ctx.knowledge, [_PREVENTION_LINE])
    return Draft(
        text=check,
        topic=Topic.FRAUD,
        confidence=ctx.directive.confidence,
        cards=cards,
        sources=sources,
        options=ctx.lines("options_fraud"),
    )


SKILLS: dict[str, Skill] = {"check_scam": check_scam}
