"""Says it again, slower or faster, louder or softer, or in the other dialect, and remembers it for the session."""

from __future__ import annotations

from dataclasses import replace

from bot.dialect import detect
from bot.skills.base import Draft, Skill, SkillContext
from bot.topics import Topic
from bot.turn import Dialect

SLOWEST_RATE = 0.5
FASTEST_RATE = 1.25
RATE_STEP = 0.8
LOUDEST_VOLUME = 2.0
SOFTEST_VOLUME = 0.5
VOLUME_STEP = 1.35


def repeat(ctx: SkillContext) -> Draft:
    """Say the last answer again."""
    return _again(ctx, Topic.REPEAT, None)


def slower(ctx: SkillContext) -> Draft:
    """Say the last answer again, slower, and stay slower."""
    return _at_rate(ctx, Topic.SLOWER, RATE_STEP, "slower", "slowest")


def faster(ctx: SkillContext) -> Draft:
    """Say the last answer again, faster, and stay faster."""
    return _at_rate(ctx, Topic.SLOWER, 1 / RATE_STEP, "faster", "fastest")


def louder(ctx: SkillContext) -> Draft:
    """Say the last answer again, louder, and stay louder."""
    return _at_volume(ctx, Topic.LOUDER, VOLUME_STEP, "louder", "loudest")


def quieter(ctx: SkillContext) -> Draft:
    """Say the last answer again, softer, and stay softer."""
    return _at_volume(ctx, Topic.LOUDER, 1 / VOLUME_STEP, "quieter", "quietest")


def _at_rate(ctx: SkillContext, topic: Topic, step: float, key: str, at_the_end: str) -> Draft:
    rate = min(FASTEST_RATE, max(SLOWEST_RATE, round(ctx.session.rate * step, 3)))
    changed = rate != ctx.session.rate
    return replace(_again(ctx, topic, key if changed else at_the_end), session=replace(ctx.session, rate=rate))


def _at_volume(ctx: SkillContext, topic: Topic, step: float, key: str, at_the_end: str) -> Draft:
    volume = min(LOUDEST_VOLUME, max(SOFTEST_VOLUME, round(ctx.session.volume * step, 3)))
    changed = volume != ctx.session.volume
    return replace(_again(ctx, topic, key if changed else at_the_end), session=replace(ctx.session, volume=volume))


def switch_dialect(ctx: SkillContext) -> Draft:
    """Go on in the other dialect (or in the one that was named)."""
    wanted = _named(ctx) or (Dialect.CMN if ctx.dialect is Dialect.YUE else Dialect.YUE)
    return Draft(
        text=ctx.wording.say("switch_dialect", wanted),
        topic=Topic.SWITCH_DIALECT,
        confidence=ctx.directive.confidence,
        session=replace(ctx.session, dialect=wanted, chosen=True),
    )


def _named(ctx: SkillContext) -> Dialect | None:
    for dialect in Dialect:
        if any(name in ctx.turn.text for name in ctx.wording.lines("dialect_names", dialect)):
            return dialect
    return detect(ctx.turn.text) if ctx.session.dialect is None else None


def _again(ctx: SkillContext, topic: Topic, key: str | None) -> Draft:
    past = ctx.session.last
    if past is None:
        return Draft(
            text=ctx.say(key, last="") if key else ctx.say("nothing_to_repeat"),
            topic=topic,
            confidence=ctx.directive.confidence,
            options=ctx.lines("options_start"),
        )
    last = past.reply
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
    "faster": faster,
    "louder": louder,
    "quieter": quieter,
    "switch_dialect": switch_dialect,
}
