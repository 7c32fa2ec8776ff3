"""What a place comes to for each thing that was asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from knowledge.asking.asking import Asking, Aspect
from knowledge.canteens.admission import admitted
from knowledge.canteens.opening import open_verdicts
from knowledge.canteens.verdict import Verdict, no, unknown, yes
from knowledge.item import CanteenFacts

Verdicts = Mapping[Aspect, tuple[Verdict, ...]]


def judge(facts: CanteenFacts, asking: Asking, today: date, clock: time | None) -> Verdicts:
    """A verdict or two on each fact that was asked for and can be decided, in the order asked.

    Args:
        facts: what is known of the place.
        asking: what is wanted.
        today: the date in Jiangmen.
        clock: the time of day in Jiangmen; None where it is not known.
    """
    found: dict[Aspect, tuple[Verdict, ...]] = {}
    for aspect in asking.aspects:
        if aspect == "hours":
            found[aspect] = open_verdicts(facts, asking.when, today, clock)
        elif aspect == "price":
            found[aspect] = (_price(facts, asking),)
        elif aspect == "who":
            found[aspect] = (admitted(facts, asking.who),)
        elif aspect == "delivery":
            found[aspect] = (_delivery(facts),)
    return found


def least_price(facts: CanteenFacts) -> float | None:
    """The least that anybody pays, in yuan."""
    return min((price.yuan for price in facts.prices), default=None)


def _price(facts: CanteenFacts, asking: Asking) -> Verdict:
    least, wish = least_price(facts), asking.price
    if least is None:
        return unknown("price_unknown")
    if wish is None or wish.how == "cheapest":
        return yes("price_known")
    if least <= (wish.yuan or 0.0):
        return yes("price_within")
    return no("price_not_free" if wish.how == "free" else "price_above")


def _delivery(facts: CanteenFacts) -> Verdict:
    if facts.delivery is None:
        return unknown("delivery_unknown")
    return yes("delivers") if facts.delivery else no("does_not_deliver")
