"""Which skill answers: the one that was understood, search where that is doubtful, or the person, who is asked back."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from bot.skills.answer import KNOWN
from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.spoken import in_dialect
from bot.topics import SERVICE_TOPICS, Topic
from knowledge.search import Hit

_SURE_OF_AN_ACT = 0.5
"""An act of conversation less surely understood than this gives way to an answer that fits the words."""
_DOUBTFUL = 0.6
"""Two services of which neither is as likely as this may both be meant, ..."""
_CLOSE = 0.2
"""... where their chances differ by less than this ..."""
_SAME = 0.25
"""... and so do the scores of what is known of each."""


def answered(ctx: SkillContext, skills: Mapping[str, Skill]) -> Draft:
    """The answer to a turn by one of ``skills``."""
    if _doubtful_act(ctx):
        found = skills["search"](ctx)
        if found.sources:
            return found
    elif two := _two_meant(ctx):
        return _asked_back(ctx, *two)
    return skills.get(ctx.directive.do, skills["search"])(ctx)


def _doubtful_act(ctx: SkillContext) -> bool:
    directive = ctx.directive
    if directive.topic in SERVICE_TOPICS or directive.topic in (Topic.UNKNOWN, Topic.EMERGENCY):
        return False
    return directive.confidence < _SURE_OF_AN_ACT


def _two_meant(ctx: SkillContext) -> tuple[Hit, Hit] | None:
    """The best answers for two services that are about as likely; None where it is clear enough what is meant."""
    likely = ctx.directive.likely or {}
    first, second = (sorted(likely.items(), key=lambda pair: -pair[1]) + [(Topic.UNKNOWN, 0.0)] * 2)[:2]
    services = {first[0], second[0]} <= SERVICE_TOPICS - {Topic.FRAUD}
    if not services or first[1] >= _DOUBTFUL or first[1] - second[1] >= _CLOSE:
        return None
    hits = ctx.found()
    known = [hit for hit in hits if hit.score >= KNOWN and hit.item.topic in (first[0], second[0])]
    for one, other in pairwise(known):
        if one.item.topic != other.item.topic and one is hits[0] and one.score - other.score < _SAME:
            return one, other
    return None


def _asked_back(ctx: SkillContext, one: Hit, other: Hit) -> Draft:
    titles = [in_dialect(hit.item.title, ctx.dialect) for hit in (one, other)]
    return Draft(
        text=ctx.say("which_of_two", first=titles[0], second=titles[1]),
        topic=Topic(one.item.topic),
        confidence=round(one.score, 3),
        options=tuple(titles),
    )
