"""Finds a place to eat: the one asked for, the ones of a district, or asks which district."""

from __future__ import annotations

from bot.skills.answer import KNOWN, best, from_item, not_known
from bot.skills.base import Draft, Skill, SkillContext
from bot.skills.presenting import answer_text, card_of, in_dialect, source_of
from bot.topics import Topic
from knowledge.search import Hit, districts_in

_MOST_CARDS = 4
_NAMED = 0.75
"""Search score from which the question is taken to be about one very canteen item."""


def find_canteen(ctx: SkillContext) -> Draft:
    """Name canteens of the district asked for, the nearest match first."""
    spoken = districts_in(ctx.turn.text)
    district = spoken[0] if spoken else ctx.directive.slots.get("district")
    hits = ctx.knowledge.search(ctx.query, topic=Topic.CANTEEN.value, district=district, today=ctx.today, limit=12)
    local = [h for h in hits if h.item.kind == "canteen" and (not district or district in h.item.districts)]
    general = best([h for h in hits if h.item.kind != "canteen"], KNOWN)
    if district:
        return _in_district(ctx, district, local, hits)
    if local and local[0].score >= _NAMED:
        return from_item(ctx, local[0].item, local[0].score)
    if general:
        draft = from_item(ctx, general, hits[0].score)
        return _with_question(ctx, draft)
    if local:
        return _with_question(ctx, _listed(ctx, local))
    return not_known(ctx, Topic.CANTEEN)


def _in_district(ctx: SkillContext, district: str, local: list[Hit], hits: list[Hit]) -> Draft:
    top = hits[0] if hits else None
    if top and top.item.kind != "canteen" and district in top.item.districts and not local:
        return from_item(ctx, top.item, top.score)
    if local:
        return _listed(ctx, local)
    known = ctx.knowledge.search(
        district, topic=Topic.CANTEEN.value, district=district, today=ctx.today, limit=_MOST_CARDS
    )
    local = [h for h in known if district in h.item.districts]
    if local:
        return _listed(ctx, local)
    text = ctx.say("no_canteen_in_district", district=district)
    return Draft(text=text, topic=Topic.CANTEEN, confidence=ctx.directive.confidence)


def _listed(ctx: SkillContext, hits: list[Hit]) -> Draft:
    shown = [h.item for h in hits[:_MOST_CARDS]]
    text = answer_text(ctx, shown[0])
    if len(shown) > 1:
        titles = "；".join(in_dialect(item.title, ctx.dialect) for item in shown[1:])
        text += "\n" + ctx.say("also_canteens", titles=titles)
    return Draft(
        text=text,
        topic=Topic.CANTEEN,
        confidence=round(max(hits[0].score, ctx.directive.confidence), 3),
        cards=tuple(card_of(ctx, item) for item in shown),
        sources=tuple(source_of(item) for item in shown),
        options=ctx.lines("options_answer"),
    )


def _with_question(ctx: SkillContext, draft: Draft) -> Draft:
    return Draft(
        text=draft.text + "\n" + ctx.say("which_district"),
        topic=draft.topic,
        confidence=draft.confidence,
        cards=draft.cards,
        sources=draft.sources,
        options=ctx.lines("options_district"),
    )


SKILLS: dict[str, Skill] = {"find_canteen": find_canteen}
