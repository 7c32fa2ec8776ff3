"""Finds a place to eat: the one asked for, the ones of a district or near by, or asks which district."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.skills.answer import KNOWN
from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.canteen_list import lead, listed
from bot.skills.continuing import continued, last_item
from bot.skills.presenting import answer_draft
from bot.topics import Topic
from knowledge.canteens import Choice, Known, canteens_of, choose
from knowledge.districts import names_elsewhere
from knowledge.item import Item
from knowledge.places import Place
from knowledge.search import Hit

_HITS = 12


def find_canteen(ctx: SkillContext) -> Draft:
    """Name canteens: the one that was called by its name, those of the district asked for, or the nearest."""
    if further := continued(ctx):
        return further
    district = _district(ctx)
    around = canteens_of(ctx.knowledge).around(ctx.asking.neighbourhood or "")
    if not district and not around and names_elsewhere(ctx.turn.text):
        return Draft(text=ctx.say("only_jiangmen"), topic=Topic.CANTEEN, confidence=ctx.directive.confidence)
    hits = ctx.found(topic=Topic.CANTEEN, district=district, limit=_HITS)
    if named := _named(ctx, hits, around):
        return answer_draft(ctx, named, max([h.score for h in hits if h.item.id == named.id], default=KNOWN))
    if around and (choices := _choices(ctx, around)):
        return listed(ctx, choices, ctx.asking.neighbourhood or "", _confidence(ctx, hits))
    if district:
        return _in_district(ctx, district, hits)
    return _anywhere(ctx, hits)


def _district(ctx: SkillContext) -> str | None:
    """The district that is meant; not one that was ruled out, nor where somebody is only registered.

    Words that name nothing are about the district that was spoken of last.
    """
    asking = ctx.asking
    if asking.district:
        return asking.district
    understood = ctx.directive.slots.get("district")
    if understood and understood not in (*asking.not_districts, asking.who.registered_in):
        return understood
    spoken_of = last_item(ctx) if asking.alone and not asking.nearest else None
    return spoken_of.districts[0] if spoken_of and len(spoken_of.districts) == 1 else None


def _named(ctx: SkillContext, hits: Sequence[Hit], around: Sequence[Item]) -> Item | None:
    """The canteen that the person called by its own name, or the only one where they said."""
    canteens = canteens_of(ctx.knowledge)
    called = (h.item for h in hits if h.item.kind == "canteen" and canteens.calls(ctx.query, h.item))
    return around[0] if len(around) == 1 else next(called, None)


def _in_district(ctx: SkillContext, district: str, hits: Sequence[Hit]) -> Draft:
    local = _in_order_found(canteens_of(ctx.knowledge).in_district(district), hits)
    about = next((h for h in hits if h.item.kind != "canteen" and district in h.item.districts), None)
    choices = _choices(ctx, local)
    if about and not _fits_better(ctx, choices, about, hits):
        first = [text] if choices and (text := lead(ctx, choices, district)) else []
        return answer_draft(ctx, about.item, about.score, first=first)
    if choices:
        return listed(ctx, choices, district, _confidence(ctx, hits))
    if local:
        return answer_draft(ctx, local[0], _confidence(ctx, hits))
    text = ctx.say("no_canteen_in_district", district=district)
    return Draft(text=text, topic=Topic.CANTEEN, confidence=ctx.directive.confidence)


def _fits_better(ctx: SkillContext, choices: Sequence[Choice], about: Hit, hits: Sequence[Hit]) -> bool:
    """Whether one of the canteens answers better than what is known of all of the district together."""
    if not choices or ctx.asking.asks("count"):
        return False
    if choices[0].verdicts and choices[0].known is Known.YES:
        return True
    return about.score <= max((h.score for h in hits if h.item.kind == "canteen"), default=0.0)


def _anywhere(ctx: SkillContext, hits: Sequence[Hit]) -> Draft:
    """No district was said: those near the kiosk, those that meet a wish, what is known in general, or ask back."""
    bare = canteens_of(ctx.knowledge).calls_none(ctx.query)
    if ctx.place and (ctx.asking.nearest or bare):
        return _near(ctx, ctx.place, hits)
    if ctx.asking.price and (priced := _priced(ctx, hits)):
        return _which(ctx, listed(ctx, priced, "", _confidence(ctx, hits)))
    if not bare and hits and hits[0].score >= KNOWN and _general(ctx, hits[0].item):
        found = answer_draft(ctx, hits[0].item, hits[0].score)
        return _which(ctx, found) if _looks_for_places(ctx) else found
    return _which_district(ctx)


def _general(ctx: SkillContext, item: Item) -> bool:
    """Whether it answers for all places, or for one that the person called by its name."""
    return item.kind != "canteen" and (not item.districts or canteens_of(ctx.knowledge).calls(ctx.query, item))


def _which_district(ctx: SkillContext) -> Draft:
    return Draft(
        text=ctx.say("canteen_which_district"),
        topic=Topic.CANTEEN,
        confidence=ctx.directive.confidence,
        options=ctx.lines("options_district"),
    )


def _looks_for_places(ctx: SkillContext) -> bool:
    """Whether a district would help: it does not with a complaint, a number to call, a date or a count."""
    return not ctx.asking.complains and {"phone", "validity", "count"}.isdisjoint(ctx.asking.aspects)


def _priced(ctx: SkillContext, hits: Sequence[Hit]) -> list[Choice]:
    """All canteens, where it is known of any whether it meets the wish."""
    choices = _choices(ctx, _everywhere(ctx, hits))
    return choices if any(choice.known is not Known.UNKNOWN for choice in choices) else []


def _which(ctx: SkillContext, draft: Draft) -> Draft:
    """The same, and the question which district it should be."""
    return replace(draft.with_lines(after=ctx.say("which_district")), options=ctx.lines("options_district"))


def _near(ctx: SkillContext, place: Place, hits: Sequence[Hit]) -> Draft:
    """Those of the kiosk's district, and all whose distance from it is known."""
    choices = _choices(ctx, _everywhere(ctx, hits))
    near = [choice for choice in choices if choice.km is not None or place.district in choice.item.districts]
    if near:
        return listed(ctx, near, place.name, _confidence(ctx, hits))
    return _in_district(ctx, place.district, hits) if place.district else _which_district(ctx)


def _everywhere(ctx: SkillContext, hits: Sequence[Hit]) -> list[Item]:
    return _in_order_found(canteens_of(ctx.knowledge).items, hits)


def _in_order_found(items: Iterable[Item], hits: Sequence[Hit]) -> list[Item]:
    """``items``, those found by search first."""
    found = {hit.item.id: number for number, hit in enumerate(hits)}
    return sorted(items, key=lambda item: found.get(item.id, len(found)))


def _choices(ctx: SkillContext, items: Iterable[Item]) -> list[Choice]:
    return choose(items, ctx.asking.of_a_place(), today=ctx.today, clock=ctx.clock, place=ctx.place)


def _confidence(ctx: SkillContext, hits: Sequence[Hit]) -> float:
    return max([ctx.directive.confidence, *(hit.score for hit in hits[:1])])


SKILLS: dict[str, Skill] = {"find_canteen": find_canteen}
