"""What was asked, as data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from typing import Literal

Aspect = Literal["address", "hours", "price", "who", "delivery", "phone", "validity", "count"]
"""A fact that can be asked for."""

Meal = Literal["breakfast", "lunch", "tea", "dinner"]


@dataclass(frozen=True)
class When:
    """The time that is meant.

    ``now``: at this moment. ``days_ahead``: so many days from today. ``weekdays``: days of the week, 1 is Monday.
    ``at``: the time of day. ``usual``: the hours themselves are asked for. All empty: no time was said.
    """

    now: bool = False
    days_ahead: int | None = None
    weekdays: tuple[int, ...] = ()
    at: time | None = None
    meal: Meal | None = None
    usual: bool = False

    def __bool__(self) -> bool:
        return self != When()


@dataclass(frozen=True)
class PriceWish:
    """What it should cost. ``yuan`` is set with ``at_most`` and ``exactly``; ``free`` is at most nothing."""

    how: Literal["cheapest", "at_most", "exactly", "free"]
    yuan: float | None = None


@dataclass(frozen=True)
class Who:
    """Whom it is for. ``age`` is in years; ``registered``: of the place asked about, or of another one.

    ``registered_in`` is the place beside "户口", as said. ``someone_else``: not the person who asks.
    """

    age: int | None = None
    sex: Literal["male", "female"] | None = None
    registered: Literal["here", "elsewhere"] | None = None
    registered_in: str | None = None
    someone_else: bool = False


@dataclass(frozen=True)
class Asking:
    """A question taken apart.

    ``aspects`` are in the order in which they were asked; who cannot come asks for delivery. ``district`` is one of
    Jiangmen's; ``not_districts`` were named only to be ruled out. ``neighbourhood`` is one that places are known by.
    ``nearest``: what is near comes first. ``still``: the validity that is asked for is whether it is still there.
    ``food``: something to eat is spoken of. ``complains``: somebody complains, and looks for no place.
    ``alone``: no place and nothing else was said, so that only the conversation tells what it is about.
    """

    aspects: tuple[Aspect, ...] = ()
    district: str | None = None
    not_districts: tuple[str, ...] = ()
    neighbourhood: str | None = None
    when: When = When()
    price: PriceWish | None = None
    who: Who = Who()
    nearest: bool = False
    still: bool = False
    food: bool = False
    complains: bool = False
    alone: bool = False

    def asks(self, aspect: Aspect) -> bool:
        """Whether this fact is asked for."""
        return aspect in self.aspects

    def of_a_place(self) -> Asking:
        """The same, asked of a place to eat: whether it is still there is whether it is open now."""
        if not self.still:
            return self
        aspects: list[Aspect] = ["hours" if aspect == "validity" else aspect for aspect in self.aspects]
        return replace(self, aspects=tuple(dict.fromkeys(aspects)), when=replace(self.when, now=True), still=False)
