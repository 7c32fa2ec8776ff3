"""Brings in a person: on request, on a complaint, or when it sounds like an emergency."""

from __future__ import annotations

from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.presenting import contacts
from bot.topics import Topic

_GENERAL_LINE = "12345"
_EMERGENCY_LINES = ("120", "119", "110")


def hand_over(ctx: SkillContext) -> Draft:
    """The person wants to talk to somebody."""
    cards, sources = contacts(ctx, ctx.knowledge, [_GENERAL_LINE])
    return Draft(
        text=ctx.say("hand_over"),
        topic=Topic.HUMAN,
        confidence=ctx.directive.confidence,
        cards=cards,
        sources=sources,
        handoff=True,
    )


def complaint(ctx: SkillContext) -> Draft:
    """The person is not content."""
    cards, sources = contacts(ctx, ctx.knowledge, [_GENERAL_LINE])
    return Draft(
        text=ctx.say("complaint"),
        topic=Topic.COMPLAINT,
        confidence=ctx.directive.confidence,
        cards=cards,
        sources=sources,
        options=ctx.lines("options_answer"),
    )


def emergency(ctx: SkillContext) -> Draft:
    """It sounds like an emergency although the guard saw no sure sign: give the numbers at once."""
    cards, sources = contacts(ctx, ctx.knowledge, _EMERGENCY_LINES)
    return Draft(
        text=ctx.say("emergency_check"),
        topic=Topic.EMERGENCY,
        confidence=ctx.directive.confidence,
        cards=cards,
        sources=sources,
        emergency=True,
        handoff=True,
    )


SKILLS: dict[str, Skill] = {"hand_over": hand_over, "complaint": complaint, "emergency": emergency}
