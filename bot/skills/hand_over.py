"""Brings in a person: on request, on a complaint, or when it sounds like an emergency."""

from __future__ import annotations

from dataclasses import replace

from bot.skills.answer import search
from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.presenting import with_numbers
from bot.topics import Topic

_GENERAL_LINE = "12345"
_SURE = 0.35
"""Understanding at least this sure of an emergency is taken at its word; of what is none it is hardly ever."""

_SURE_OF_ANOTHER_TIME = 0.95
"""The same, where the words speak of the past, the imagined or how to prevent it."""

_EMERGENCY_LINES = ("120", "119", "110")


def hand_over(ctx: SkillContext) -> Draft:
    """The person wants to talk to somebody: says truthfully whether somebody is there."""
    if ctx.staff is None or not ctx.staff.on_duty:
        return replace(with_numbers(ctx, "hand_over", [_GENERAL_LINE], Topic.HUMAN), handoff=True)
    ahead = ctx.say("staff_ahead", number=str(ctx.staff.ahead)) if ctx.staff.ahead else ""
    draft = with_numbers(ctx, "hand_over_called", [_GENERAL_LINE], Topic.HUMAN)
    return replace(draft, text=draft.text + ahead, handoff=True)


def complaint(ctx: SkillContext) -> Draft:
    """The person is not content."""
    draft = with_numbers(ctx, "complaint", [_GENERAL_LINE], Topic.COMPLAINT)
    return replace(draft, options=ctx.lines("options_answer"))


def in_danger(ctx: SkillContext) -> bool:
    """Whether it is likely enough that somebody is, to be answered first, whatever else is likelier."""
    chance = (ctx.directive.likely or {}).get(Topic.EMERGENCY, 0.0)
    if ctx.directive.topic is Topic.EMERGENCY:
        chance = ctx.directive.confidence
    return chance >= (_SURE_OF_ANOTHER_TIME if ctx.not_now else _SURE)


def emergency(ctx: SkillContext) -> Draft:
    """It sounds like an emergency although the guard saw no sure sign.

    Where it surely does, give the numbers at once; else answer what is known, or ask back with the numbers.
    """
    if in_danger(ctx):
        draft = with_numbers(ctx, "emergency_check", _EMERGENCY_LINES, Topic.EMERGENCY)
        return replace(draft, emergency=True, handoff=True)
    found = search(ctx)
    return found if found.sources else with_numbers(ctx, "emergency_ask", _EMERGENCY_LINES, Topic.HELP)


SKILLS: dict[str, Skill] = {"hand_over": hand_over, "complaint": complaint, "emergency": emergency}
