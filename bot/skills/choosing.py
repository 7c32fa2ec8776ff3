"""Which skill answers: the one that was understood, search where that is doubtful, or the person, who is asked back."""

from __future__ import annotations

from collections.abc import Mapping

from bot.skills.answer import KNOWN
from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.spoken import in_dialect
from bot.topics import SERVICE_TOPICS, Topic
from knowledge.search import Hit

_SURE_OF_AN_ACT = 0.5
"""An act of conversation less surely understood than this gives way to an answer that fits the words."""
_ANSWERS = frozenset({Topic.AFFIRM, Topic.DENY})
"""A yes or no that is doubtful is never taken for one: its phrase would talk past a question."""
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
        if found.sources or ctx.directive.topic in _ANSWERS:
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
    best = [hit for hit in ctx.found() if hit.score >= KNOWN][:1]
    best += [hit for hit in ctx.found(topic=_other(best, first[0], second[0]), limit=1) if best]
    if len(best) < 2 or best[0].item.topic not in (first[0], second[0]) or best[0].score - best[1].score >= _SAME:
        return None
    return best[0], best[1]


def _other(best: list[Hit], first: Topic, second: Topic) -> Topic:
    return second if best and best[0].item.topic == first.value else first


def _asked_back(ctx: SkillContext, one: Hit, other: Hit) -> Draft:
    titles = [in_dialect(hit.item.title, ctx.dialect) for hit in (one, other)]
    return Draft(
        text=ctx.say("which_of_two", first=titles[0], second=titles[1]),
        topic=Topic(one.item.topic),
        confidence=round(one.score, 3),
        options=tuple(titles),
    )
