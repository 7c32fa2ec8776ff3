"""Talks about swindles when the guard saw none under way: explains, and says how to check."""

from __future__ import annotations

from dataclasses import replace

from bot.reply import RiskLevel
from bot.skills.answer import KNOWN
from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.continuing import continued
from bot.skills.presenting import answer_draft, with_numbers
from bot.topics import Topic
from knowledge.search import Hit

_PREVENTION_LINE = "96110"
_POLICE = "110"
_SURE = 0.5
"""Understanding less sure than this that it is about swindles says what it knows of anything else."""


def check_scam(ctx: SkillContext) -> Draft:
    """Answer a question about swindles from the warnings, never as a verdict, and say how to check."""
    last = ctx.session.last
    if last is not None and last.reply.risk.level is not RiskLevel.NONE:
        return _stand_firm(ctx)
    sure = ctx.directive.confidence >= _SURE
    if not sure and (further := continued(ctx)):
        return further
    hits = [hit for hit in ctx.found(district=ctx.directive.slots.get("district")) if hit.score >= KNOWN]
    if hits and Topic(hits[0].item.topic) is Topic.FRAUD:
        return _like_this(ctx, hits[0])
    if hits and not sure:
        return answer_draft(ctx, hits[0].item, hits[0].score)
    about = next((hit for hit in ctx.found(topic=Topic.FRAUD) if hit.score >= KNOWN), None)
    return _like_this(ctx, about) if about else _with_replies(ctx, "fraud_general_check", [_PREVENTION_LINE])


def _like_this(ctx: SkillContext, hit: Hit) -> Draft:
    """The warning that fits, as one: nobody has said yet that this person meets a swindler."""
    draft = answer_draft(ctx, hit.item, max(hit.score, ctx.directive.confidence))
    before = ctx.say("fraud_like_this") if hit.item.kind == "fraud_warning" else ""
    named = _PREVENTION_LINE in draft.text or _POLICE in draft.text
    after = "" if named else ctx.say("fraud_if_unsure")
    return replace(draft.with_lines(before=before, after=after), options=ctx.lines("options_fraud"))


def _stand_firm(ctx: SkillContext) -> Draft:
    """The person was just warned and says more about it, with nothing new in it: hold to the warning."""
    return _with_replies(ctx, "fraud_stand_firm", [_PREVENTION_LINE, _POLICE])


def _with_replies(ctx: SkillContext, key: str, phones: list[str]) -> Draft:
    return replace(with_numbers(ctx, key, phones, Topic.FRAUD), options=ctx.lines("options_fraud"))


SKILLS: dict[str, Skill] = {"check_scam": check_scam}
