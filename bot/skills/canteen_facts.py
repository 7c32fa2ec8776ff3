"""What was asked of a canteen, answered fact by fact; what is not known is said not to be, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.skills.base import Phrasing, SkillContext
from bot.skills.spoken import clock_time, in_dialect, opens_next, price_said, usual_hours
from knowledge.canteens import Verdict, judge
from knowledge.item import CanteenFacts, Item

NOTHING_KNOWN = frozenset({"hours_unknown", "meal_unknown", "price_unknown", "admission_unknown", "delivery_unknown"})
"""Reasons that say no more than that nothing is known."""


def facts_asked(ctx: SkillContext, item: Item) -> list[str]:
    """One sentence for each fact that was asked of ``item``; none where it is no canteen."""
    facts = item.canteen
    if facts is None:
        return []
    asking = ctx.asking.of_a_place()
    verdicts = judge(facts, asking, ctx.today, ctx.clock)
    said: list[str] = []
    for aspect in asking.aspects:
        if aspect == "address":
            said.append(_address(ctx, facts))
        elif aspect == "phone":
            said.append(_phone(ctx, facts))
        else:
            said += reasons_told(ctx, facts, verdicts.get(aspect, ()))
    return said


def reasons_told(ctx: SkillContext, facts: CanteenFacts, verdicts: Iterable[Verdict]) -> list[str]:
    """One sentence for each verdict, none twice."""
    return list(dict.fromkeys(_sentence(ctx, facts, verdict) for verdict in verdicts))


def hours_told(ctx: Phrasing, facts: CanteenFacts) -> str:
    """The hours in words; empty where nothing is known of them."""
    return in_dialect(facts.hours, ctx.dialect) if facts.hours else usual_hours(ctx, facts.opening)


def eligible_told(ctx: Phrasing, facts: CanteenFacts) -> str:
    """Who may eat, in words; empty where nothing is known of it."""
    if facts.eligible:
        return in_dialect(facts.eligible, ctx.dialect)
    rules = facts.admission
    if rules is None:
        return ""
    if rules.everyone:
        return ctx.say("eligible_everyone")
    told = [
        ctx.say("eligible_residents", place=rules.residents_of) if rules.residents_of else "",
        ctx.say("eligible_men", age=str(rules.men_from)) if rules.men_from is not None else "",
        ctx.say("eligible_women", age=str(rules.women_from)) if rules.women_from is not None else "",
    ]
    return "，".join(filter(None, told))


def whom_to_ask(ctx: Phrasing, facts: CanteenFacts | None) -> str:
    """Whom to ask what is not known: the place itself where its number is known."""
    return ctx.say("ask_there", phone=facts.phone) if facts and facts.phone else ctx.say("ask_around")


def _address(ctx: SkillContext, facts: CanteenFacts) -> str:
    if facts.address:
        return ctx.say("canteen_address", address=facts.address)
    return ctx.say("canteen_address_unknown", whom=whom_to_ask(ctx, facts))


def _phone(ctx: SkillContext, facts: CanteenFacts) -> str:
    if facts.phone:
        return ctx.say("canteen_phone", phone=facts.phone)
    return ctx.say("canteen_phone_unknown", whom=whom_to_ask(ctx, facts))


def _sentence(ctx: SkillContext, facts: CanteenFacts, verdict: Verdict) -> str:
    reason: str = verdict.reason
    if reason in ("hours_unknown", "meal_unknown") and facts.hours:
        reason = "hours_told"
    meal = ctx.asking.when.meal
    return ctx.say(
        f"canteen_{reason}",
        whom=whom_to_ask(ctx, facts),
        hours=hours_told(ctx, facts) if reason == "hours_told" else usual_hours(ctx, facts.opening),
        closes=clock_time(ctx, verdict.closes) if verdict.closes else "",
        opens=opens_next(ctx, ctx.today, verdict.opens) if verdict.opens else "",
        meal=_meals(ctx, [meal] if meal else []),
        meals=_meals(ctx, facts.meals),
        price="；".join(price_said(ctx, price) for price in facts.prices),
        eligible=eligible_told(ctx, facts),
    )


def _meals(ctx: Phrasing, meals: Sequence[str]) -> str:
    return "、".join(ctx.say(f"meal_{meal}") for meal in meals)
