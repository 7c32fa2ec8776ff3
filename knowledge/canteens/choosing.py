"""Which places come first for what was asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from math import inf

from knowledge.asking.asking import Asking
from knowledge.canteens.judging import Verdicts, judge, least_price
from knowledge.canteens.verdict import Known
from knowledge.item import CanteenFacts, Item
from knowledge.places import Place


@dataclass(frozen=True)
class Choice:
    """One place, what it comes to, and how far it is in kilometres; None where that is not known."""

    item: Item
    verdicts: Verdicts
    km: float | None

    @property
    def known(self) -> Known:
        """No if any wish is not met, yes if all are, else not known."""
        verdicts = [verdict.known for group in self.verdicts.values() for verdict in group]
        return max(verdicts, key=(Known.YES, Known.UNKNOWN, Known.NO).index, default=Known.YES)


def choose(
    items: Iterable[Item], asking: Asking, *, today: date, clock: time | None, place: Place | None
) -> list[Choice]:
    """Places in the order in which they should be offered; those that are alike keep theirs.

    First by whether they meet what was asked, then by price where it should be cheap, then by distance where they
    should be near. What is not known comes after what is.
    """
    choices = [
        Choice(item, judge(item.canteen, asking, today, clock), _km(item.canteen, place))
        for item in items
        if item.canteen is not None and item.current(today)
    ]
    return sorted(choices, key=lambda choice: _rank(choice, asking))


def _rank(choice: Choice, asking: Asking) -> tuple[int, float, float]:
    price = least_price(choice.item.canteen) if choice.item.canteen else None
    cost = 0.0
    if asking.price:
        wanted = asking.price.yuan if asking.price.how == "exactly" and asking.price.yuan else 0.0
        cost = inf if price is None else abs(price - wanted)
    near = inf if choice.km is None else choice.km
    return choice.known, cost, near


def _km(facts: CanteenFacts, place: Place | None) -> float | None:
    return place.km_to(facts.latitude, facts.longitude) if place else None
