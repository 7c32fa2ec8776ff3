"""Brings in a person: on request, on a complaint, or when it sounds like an emergency."""

from __future__ import annotations

from bot.skills.answer import search
from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.presenting import contacts
from bot.topics import Topic

_GENERAL_LINE = "12345"
_SURE = 0.6
"""Understanding at least this sure of an emergency is taken at its word."""

_SURE_OF_ANOTHER_TIME = 0.95
"""The same, where the words speak of the past, the imagined or how to prevent it."""

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
    """It sounds like an emergency although the guard saw no sure sign.

    Where it surely does, give the numbers at once; else answer what is known, or ask back with the numbers.
    """
    sure = ctx.directive.confidence >= (_SURE_OF_ANOTHER_TIME if ctx.not_now else _SURE)
    if not sure:
        found = search(ctx)
        if found.sources:
            return found
    cards, sources = contacts(ctx, ctx.knowledge, _EMERGENCY_LINES)
    return Draft(
        text=ctx.say("emergency_check" if sure else "emergency_ask"),
        topic=Topic.EMERGENCY if sure else Topic.HELP,
        confidence=ctx.directive.confidence,
        cards=cards,
        sources=sources,
        emergency=sure,
        handoff=sure,
    )


SKILLS: dict[str, Skill] = {"hand_over": hand_over, "complaint": complaint, "emergency": emergency}
