"""Answers from knowledge: the best item for the question, or an honest "not known"."""

from __future__ import annotations

from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.continuing import continued
from bot.skills.presenting import answer_draft
from bot.topics import Topic
from knowledge.search import ANSWERS

KNOWN = ANSWERS
"""Least search score (a calibrated probability) at which an item is taken for the answer."""

_TOPIC_CONFIDENT = 0.6
"""Understanding at least this sure of its topic makes a weaker hit of that topic good enough."""

_TOPIC_CERTAIN = 0.85
"""Understanding at least this sure of its topic is answered from that topic, if it has a fitting item."""

_KNOWN_IN_TOPIC = 0.3


def answer(ctx: SkillContext) -> Draft:
    """Answer a service topic that was understood."""
    if further := continued(ctx):
        return further
    topic, sure = ctx.directive.topic, ctx.directive.confidence
    district = ctx.directive.slots.get("district")
    hits = ctx.knowledge.search(ctx.query, prefer_topic=topic.value, district=district, today=ctx.today, limit=5)
    if sure >= _TOPIC_CERTAIN:
        hits = [h for h in hits if h.item.topic == topic.value and h.score >= _KNOWN_IN_TOPIC] or hits
    if hits:
        expected = sure >= _TOPIC_CONFIDENT and hits[0].item.topic == topic.value
        if hits[0].score >= (_KNOWN_IN_TOPIC if expected else KNOWN):
            return answer_draft(ctx, hits[0].item, max(hits[0].score, sure if expected else 0.0))
    return not_known(ctx, topic)


def search(ctx: SkillContext) -> Draft:
    """Answer by search alone: nothing was understood, or nobody was there to understand."""
    if further := continued(ctx):
        return further
    hits = ctx.knowledge.search(ctx.query, today=ctx.today, limit=3)
    if hits and hits[0].score >= KNOWN:
        return answer_draft(ctx, hits[0].item, hits[0].score)
    return not_known(ctx, Topic.UNKNOWN)


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
