"""Says it again, slower, louder or in the other dialect, and remembers it for the session."""

from __future__ import annotations

from dataclasses import replace

from bot.dialect import detect
from bot.skills.base import Draft, Skill, SkillContext
from bot.topics import Topic
from bot.turn import Dialect

SLOWEST_RATE = 0.5
RATE_STEP = 0.8
LOUDEST_VOLUME = 2.0
VOLUME_STEP = 1.35


def repeat(ctx: SkillContext) -> Draft:
    """Say the last answer again."""
    return _again(ctx, Topic.REPEAT, None)


def slower(ctx: SkillContext) -> Draft:
    """Say the last answer again, slower, and stay slower."""
    rate = max(SLOWEST_RATE, round(ctx.session.rate * RATE_STEP, 3))
    key = "slower" if rate < ctx.session.rate else "slowest"
    return replace(_again(ctx, Topic.SLOWER, key), session=replace(ctx.session, rate=rate))


def louder(ctx: SkillContext) -> Draft:
    """Say the last answer again, louder, and stay louder."""
    volume = min(LOUDEST_VOLUME, round(ctx.session.volume * VOLUME_STEP, 3))
    key = "louder" if volume > ctx.session.volume else "loudest"
    return replace(_again(ctx, Topic.LOUDER, key), session=replace(ctx.session, volume=volume))


def switch_dialect(ctx: SkillContext) -> Draft:
    """Go on in the other dialect (or in the one that was named)."""
    wanted = _named(ctx) or (Dialect.CMN if ctx.dialect is Dialect.YUE else Dialect.YUE)
    return Draft(
        text=ctx.wording.say("switch_dialect", wanted),
        topic=Topic.SWITCH_DIALECT,
        confidence=ctx.directive.confidence,
        session=replace(ctx.session, dialect=wanted),
    )


def _named(ctx: SkillContext) -> Dialect | None:
    for dialect in Dialect:
        if any(name in ctx.turn.text for name in ctx.wording.lines("dialect_names", dialect)):
            return dialect
    return detect(ctx.turn.text) if ctx.session.dialect is None else None


def _again(ctx: SkillContext, topic: Topic, key: str | None) -> Draft:
    last = ctx.session.last
    if last is None:
        return Draft(
            text=ctx.say(key, last="") if key else ctx.say("nothing_to_repeat"),
            topic=topic,
            confidence=ctx.directive.confidence,
            options=ctx.lines("options_start"),
        )
    return Draft(
        text=ctx.wording.say(key, last.dialect, last=last.text) if key else last.text,
        speech=ctx.wording.say(key, last.dialect, last=last.speech) if key else last.speech,
        topic=topic,
        confidence=ctx.directive.confidence,
        cards=last.cards,
        sources=last.sources,
        options=last.options,
        emergency=last.emergency,
        handoff=last.handoff,
        dialect=last.dialect,
        risk=last.risk,
    )


SKILLS: dict[str, Skill] = {
    "repeat": repeat,
    "slower": slower,
    "louder": louder,
    "switch_dialect": switch_dialect,
}
