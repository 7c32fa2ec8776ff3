"""Finds a place to eat: the one asked for, the ones of a district, or asks which district."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from bot.skills.answer import KNOWN
from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.presenting import answer_draft, card_of, in_dialect, source_of
from bot.topics import Topic
from knowledge.chinese import bigrams, characters, normalise
from knowledge.districts import names_elsewhere
from knowledge.item import Item
from knowledge.search import Hit, districts_in

_MOST_CARDS = 4
_OF_A_KIND = 2
"""A pair of characters in so many names of canteens ("饭堂", "社区") tells none from the others."""


def find_canteen(ctx: SkillContext) -> Draft:
    """Name canteens of the district asked for, the nearest match first."""
    spoken = districts_in(ctx.turn.text)
    district = spoken[0] if spoken else ctx.directive.slots.get("district")
    if not district and names_elsewhere(ctx.turn.text):
        return Draft(text=ctx.say("only_jiangmen"), topic=Topic.CANTEEN, confidence=ctx.directive.confidence)
    hits = ctx.knowledge.search(ctx.query, topic=Topic.CANTEEN.value, district=district, today=ctx.today, limit=12)
    if named := _named(ctx, hits):
        return answer_draft(ctx, named.item, named.score)
    if district:
        return _in_district(ctx, district, hits)
    if hits and hits[0].item.kind != "canteen" and hits[0].score >= KNOWN and not _bare(ctx):
        draft = answer_draft(ctx, hits[0].item, hits[0].score).with_lines(after=ctx.say("which_district"))
        return replace(draft, options=ctx.lines("options_district"))
    return Draft(
        text=ctx.say("canteen_which_district"),
        topic=Topic.CANTEEN,
        confidence=ctx.directive.confidence,
        options=ctx.lines("options_district"),
    )


def _named(ctx: SkillContext, hits: list[Hit]) -> Hit | None:
    """The best canteen of ``hits`` that the person called by its own name, not only by its district."""
    said = set(_pairs(ctx.query))
    common = _common(ctx)
    for hit in hits:
        own = (pair for pair in _name(hit.item) if common[pair] < _OF_A_KIND)
        if hit.item.kind == "canteen" and said & set(own):
            return hit
    return None


def _bare(ctx: SkillContext) -> bool:
    """Whether the person said no more than that it is about a canteen ("饭堂", "长者饭堂")."""
    common = _common(ctx)
    return all(common[pair] >= _OF_A_KIND for pair in _pairs(ctx.query))


def _common(ctx: SkillContext) -> Counter[str]:
    """In how many names of canteens each pair of characters stands."""
    return Counter(pair for i in ctx.knowledge.items if i.kind == "canteen" for pair in set(_name(i)))


def _name(item: Item) -> Iterable[str]:
    """Neighbouring characters of the canteen's name, without those of its district."""
    of_district = {pair for d in item.districts for pair in _pairs(f"{d}区{d}市")}
    return (pair for pair in _pairs(item.title.cmn) if pair not in of_district)


def _pairs(text: str) -> list[str]:
    return bigrams(characters(normalise(text)))


def _in_district(ctx: SkillContext, district: str, hits: list[Hit]) -> Draft:
    local = [h for h in hits if h.item.kind == "canteen" and district in h.item.districts]
    about = [h for h in hits if h.item.kind != "canteen" and district in h.item.districts]
    if about and (not local or about[0].score > local[0].score):
        return answer_draft(ctx, about[0].item, about[0].score)
    if local:
        return _listed(ctx, local)
    text = ctx.say("no_canteen_in_district", district=district)
    return Draft(text=text, topic=Topic.CANTEEN, confidence=ctx.directive.confidence)


def _listed(ctx: SkillContext, hits: list[Hit]) -> Draft:
    """The best hit in full, the others by name; those of another time are left out."""
    others = [h.item for h in hits[1:] if h.item.current(ctx.today)]
    shown = [hits[0].item, *others][:_MOST_CARDS]
    titles = "；".join(in_dialect(item.title, ctx.dialect) for item in shown[1:])
    draft = answer_draft(ctx, shown[0], max(hits[0].score, ctx.directive.confidence))
    return replace(
        draft.with_lines(after=ctx.say("also_canteens", titles=titles) if titles else ""),
        cards=tuple(card_of(ctx, item) for item in shown),
        sources=tuple(source_of(item) for item in shown),
    )


SKILLS: dict[str, Skill] = {"find_canteen": find_canteen}
