"""Which skill answers: the one that was understood, search where that is doubtful, or the person, who is asked back."""

from __future__ import annotations

from collections.abc import Mapping

from bot.skills.answer import KNOWN
from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.continuing import continued
from bot.skills.hand_over import in_danger
from bot.skills.spoken import in_dialect
from bot.topics import SERVICE_TOPICS, Topic
from knowledge.search import Hit

_SURE_OF_AN_ACT = 0.5
"""An act of conversation less surely understood than this gives way to an answer that fits the words."""
_NEVER_GIVE_WAY = frozenset({"emergency", "hand_over", "complaint", "comfort"})
"""Who may need somebody is not given an item instead."""
_ANSWERS = frozenset({Topic.AFFIRM, Topic.DENY})
"""A yes or no that is doubtful is never taken for one: its phrase would talk past a question."""
_DOUBTFUL = 0.6
"""Two services of which neither is as likely as this may both be meant, ..."""
_LIKELY = 0.3
"""... where the likelier is at least as likely as this, ..."""
_CLOSE = 0.2
"""... their chances differ by less than this, ..."""
_SAME = 0.25
"""... and so do the scores of what is known of each."""
_ASKED_ELSEWHERE = frozenset({Topic.FRAUD, Topic.CANTEEN})
"""Their skills ask back themselves."""


def answered(ctx: SkillContext, skills: Mapping[str, Skill]) -> Draft:
    """The answer to a turn by one of ``skills``."""
    if in_danger(ctx):
        return skills["emergency"](ctx)
    if _doubtful_act(ctx):
        found = skills["search"](ctx)
        if found.sources or ctx.directive.topic in _ANSWERS:
            return found
    elif two := _two_meant(ctx):
        return _asked_back(ctx, *two)
    return skills.get(ctx.directive.do, skills["search"])(ctx)


def _doubtful_act(ctx: SkillContext) -> bool:
    directive = ctx.directive
    if directive.topic in SERVICE_TOPICS or directive.topic is Topic.UNKNOWN or directive.do in _NEVER_GIVE_WAY:
        return False
    return max(directive.confidence, (directive.likely or {}).get(directive.topic, 0.0)) < _SURE_OF_AN_ACT


def _two_meant(ctx: SkillContext) -> tuple[Hit, Hit] | None:
    """The best answers for two services that are about as likely; None where it is clear enough what is meant."""
    two = _likeliest(ctx)
    if two is None or _chosen(ctx) or continued(ctx):
        return None
    district = ctx.directive.slots.get("district")
    best = next(iter(ctx.found(district=district, limit=1)), None)
    if best is None or best.score < KNOWN or best.item.topic not in two:
        return None
    other = next(iter(ctx.found(topic=next(t for t in two if t != best.item.topic), district=district, limit=1)), None)
    if other is None or other.score < KNOWN or best.score - other.score >= _SAME:
        return None
    return best, other


def _likeliest(ctx: SkillContext) -> tuple[Topic, Topic] | None:
    """The two likeliest topics, where they are services and hardly differ."""
    likely = ctx.directive.likely or {}
    first, second, *_ = *sorted(likely, key=lambda topic: -likely[topic]), Topic.UNKNOWN, Topic.UNKNOWN
    if not {first, second} <= SERVICE_TOPICS - _ASKED_ELSEWHERE:
        return None
    if not _LIKELY <= likely[first] < _DOUBTFUL or likely[first] - likely[second] >= _CLOSE:
        return None
    return first, second


def _chosen(ctx: SkillContext) -> bool:
    """Whether the person says what was just offered."""
    last = ctx.session.recent[0].reply if ctx.session.recent else None
    return last is not None and ctx.turn.text in last.options


def _asked_back(ctx: SkillContext, one: Hit, other: Hit) -> Draft:
    titles = [in_dialect(hit.item.title, ctx.dialect) for hit in (one, other)]
    return Draft(
        text=ctx.say("which_of_two", first=titles[0], second=titles[1]),
        topic=Topic(one.item.topic),
        confidence=round(one.score, 3),
        options=tuple(titles),
    )
