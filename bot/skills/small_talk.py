"""Greetings, thanks and the like: one phrase each, with a way on."""

from __future__ import annotations

from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.presenting import with_numbers

_PHRASES = ("greet", "thanks", "goodbye", "help", "introduce", "chitchat", "affirm", "deny")
_LISTENING_LINE = "12356"


def _talk(ctx: SkillContext) -> Draft:
    key = ctx.directive.do
    return Draft(
        text=ctx.say(key),
        topic=ctx.directive.topic,
        confidence=ctx.directive.confidence,
        options=() if key == "goodbye" else ctx.lines("options_start"),
    )


def _comfort(ctx: SkillContext) -> Draft:
    """Somebody is sad or lonely: say so kindly, and who listens."""
    return with_numbers(ctx, "comfort", [_LISTENING_LINE], ctx.directive.topic)


SKILLS: dict[str, Skill] = {**dict.fromkeys(_PHRASES, _talk), "comfort": _comfort}
