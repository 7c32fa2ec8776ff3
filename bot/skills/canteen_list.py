"""Several canteens in one answer: the first in full, the others by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from bot.skills.base import Draft, SkillContext
from bot.skills.canteen_facts import NOTHING_KNOWN, reasons_told
from bot.skills.presenting import answer_draft, card_of, in_dialect, source_of
from bot.skills.spoken import distance_said
from knowledge.canteens import Choice, Known

_MOST_CARDS = 4


def listed(ctx: SkillContext, choices: Sequence[Choice], place: str, confidence: float) -> Draft:
    """Canteens in their order, with what was asked of the first.

    Args:
        ctx: the turn.
        choices: at least one.
        place: where they are, as it is said; empty for the whole city.
        confidence: that this is what was asked for.
    """
    choices = _known_first(choices)
    first, others = choices[0], choices[1:]
    maybe = [other for other in others if other.known is Known.UNKNOWN and first.known is not Known.UNKNOWN]
    alike = [other for other in others if other.known is first.known][: _MOST_CARDS - 1]
    if first.known is Known.NO and maybe:
        alike = []
    maybe = maybe[: _MOST_CARDS - 1 - len(alike)]
    draft = answer_draft(ctx, first.item, confidence, first=[lead(ctx, choices, place)])
    after = [
        ctx.say("also_canteens", titles=_titles(ctx, alike)) if alike else "",
        ctx.say("canteens_also_unknown", what=_what(ctx, first), titles=_titles(ctx, maybe)) if maybe else "",
        ctx.say("canteens_distance_unknown") if ctx.asking.nearest and alike and first.km is None else "",
    ]
    shown = [choice.item for choice in (first, *alike, *maybe)]
    return replace(
        draft.with_lines(after="\n".join(filter(None, after))),
        cards=tuple(card_of(ctx, item, ctx.moment) for item in shown),
        sources=tuple(source_of(item) for item in shown),
    )


def lead(ctx: SkillContext, choices: Sequence[Choice], place: str) -> str:
    """What was asked, answered for all of ``choices`` in one or two sentences; empty where nothing was."""
    choices = _known_first(choices)
    first = choices[0]
    far = ""
    if ctx.place and first.km is not None:
        far = ctx.say("canteen_distance", place=ctx.place.name, distance=distance_said(ctx, first.km))
    verdicts = list(chain.from_iterable(first.verdicts.values()))
    if not verdicts or first.item.canteen is None:
        return far
    if all(verdict.reason in NOTHING_KNOWN for verdict in verdicts):
        return far + ctx.say("canteens_unknown", place=place or ctx.say("the_city"), what=_what(ctx, first))
    facts = "".join(reasons_told(ctx, first.item.canteen, verdicts))
    named = ctx.say("canteen_named", title=in_dialect(first.item.title, ctx.dialect), facts=facts)
    return far + (_none(ctx, choices, place) if first.known is Known.NO else "") + named


def _known_first(choices: Sequence[Choice]) -> Sequence[Choice]:
    """``choices``, or those that are known not to fit before the others, where of the first one nothing is known."""
    reasons = [verdict.reason for verdict in chain.from_iterable(choices[0].verdicts.values())]
    if not reasons or not NOTHING_KNOWN.issuperset(reasons):
        return choices
    return sorted(choices, key=lambda choice: choice.known is not Known.NO)


def _none(ctx: SkillContext, choices: Sequence[Choice], place: str) -> str:
    """That none fits; where it is not known of some, none of the others."""
    if all(choice.known is Known.NO for choice in choices):
        return ctx.say("canteens_none", place=place)
    return ctx.say("canteens_none_of_known", place=place, what=_what(ctx, choices[0]))


def _what(ctx: SkillContext, choice: Choice) -> str:
    """The facts that were asked for, in words."""
    return "、".join(ctx.say(f"canteens_what_{aspect}") for aspect in choice.verdicts)


def _titles(ctx: SkillContext, choices: Sequence[Choice]) -> str:
    return "；".join(_title(ctx, choice) for choice in choices)


def _title(ctx: SkillContext, choice: Choice) -> str:
    title = in_dialect(choice.item.title, ctx.dialect)
    if not (ctx.place and ctx.asking.nearest):
        return title
    return ctx.say("canteen_title_and_distance", title=title, distance=distance_said(ctx, choice.km))
