"""Answers from knowledge: the best item for the question, or an honest "not known"."""

from __future__ import annotations

from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.continuing import continued
from bot.skills.presenting import answer_draft
from bot.topics import Topic
from knowledge.search import ANSWERS

KNOWN = ANSWERS
"""Least search score (a calibrated probability) at which an item is taken for the answer."""


def answer(ctx: SkillContext) -> Draft:
    """Answer a service topic that was understood."""
    return _answered(ctx, ctx.directive.topic)


def search(ctx: SkillContext) -> Draft:
    """Answer whatever item fits: no topic was understood, or nobody was there to understand."""
    return _answered(ctx, Topic.UNKNOWN)


def _answered(ctx: SkillContext, topic: Topic) -> Draft:
    if further := continued(ctx):
        return further
    hits = ctx.found(district=ctx.directive.slots.get("district"))
    if hits and hits[0].score >= KNOWN:
        return answer_draft(ctx, hits[0].item, hits[0].score)
    return not_known(ctx, topic)


def not_known(ctx: SkillContext, topic: Topic) -> Draft:
    """Say that nothing reliable is known, and whom to call."""
    meaningful = any(c.isalnum() for c in ctx.turn.text)
    return Draft(
        text=ctx.say("unknown" if meaningful else "not_understood"),
        topic=topic if meaningful else Topic.UNKNOWN,
        confidence=0.0,
        options=ctx.lines("options_start"),
    )


SKILLS: dict[str, Skill] = {"answer": answer, "search": search}
