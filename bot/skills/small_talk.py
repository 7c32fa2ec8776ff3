"""Greetings, thanks and the like: one phrase each, with a way on."""

from __future__ import annotations

from bot.skills.base import Draft, Skill, SkillContext

_PHRASES = ("greet", "thanks", "goodbye", "help", "chitchat", "affirm", "deny")


def _talk(ctx: SkillContext) -> Draft:
    key = ctx.directive.do
    return Draft(
        text=ctx.say(key),
        topic=ctx.directive.topic,
        confidence=ctx.directive.confidence,
        options=() if key == "goodbye" else ctx.lines("options_start"),
    )


SKILLS: dict[str, Skill] = dict.fromkeys(_PHRASES, _talk)
