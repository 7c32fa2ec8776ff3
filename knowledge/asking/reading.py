"""Reads a question."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, cast

from knowledge.asking import amounts
from knowledge.asking.asking import Asking, Aspect, Meal, PriceWish, When, Who
from knowledge.asking.words import WEEKDAYS, Mention, Said, as_written, unit
from knowledge.chinese import normalise
from knowledge.districts import district_mentions

_LONGEST = 400
"""Characters that are looked at; what follows in a longer story changes nothing any more."""

_DAYS: dict[str, tuple[int, ...]] = {name: (number,) for number, name in enumerate(WEEKDAYS, start=1)}
_DAYS |= {"weekend": (6, 7), "weekdays": (1, 2, 3, 4, 5)}


@lru_cache(maxsize=1024)
def asked(text: str) -> Asking:
    """What ``text`` asks, in either dialect and either script; never raises.

    What is denied ("唔系新会") or taken back ("新会，唔系，江海") does not count.
    ``neighbourhood`` is left open: only those who know the places can tell.
    """
    written = normalise(text[:_LONGEST])
    said = Said(amounts.without_amounts(written))
    home = _household(said.written)
    district, ruled_out = _district(said.written, home)
    when = _when(said, written)
    who = _who(said, written, home)
    price = amounts.price_wish(written, said.all("price"))
    asking = Asking(
        aspects=_aspects(said, when, who, price),
        district=district,
        not_districts=ruled_out,
        when=when,
        price=price,
        who=who,
        nearest=bool(said.all("nearest")),
        still=bool(said.all("still")),
        food=bool(said.all("food")),
        complains=bool(said.all("complains")),
        alone=district is None and said.nothing_else and _of_one(said),
    )
    return asking.of_a_place() if asking.food else asking


def _of_one(said: Said) -> bool:
    """Whether it does not look for a place: "嗰间饭堂" is a known one, "饭堂" any."""
    return bool(said.all("that_one")) or not said.all("canteen")


def _aspects(said: Said, when: When, who: Who, price: PriceWish | None) -> tuple[Aspect, ...]:
    """What is asked for in words; where nothing is, what the conditions come to."""
    found = [cast(Aspect, aspect) for aspect in said.all("aspect")]
    implied: dict[Aspect, bool] = {
        "delivery": bool(said.all("cannot_come")),
        "price": price is not None,
        "validity": bool(said.all("still")),
        "who": bool(said.all("may_go") and said.all("eats_there")),
    }
    found += [aspect for aspect, is_implied in implied.items() if is_implied]
    if not found and when and said.all("whether"):
        found.append("hours")
    if not found and (who.registered or who.registered_in):
        found.append("who")
    return tuple(dict.fromkeys(found))


def _when(said: Said, written: str) -> When:
    day = said.one("day")
    meal = cast("Meal | None", said.one("meal"))
    return When(
        now=bool(said.all("now")),
        days_ahead=int(day) if day and day.isdecimal() else None,
        weekdays=_DAYS.get(day or "", ()),
        at=amounts.time_of_day(written, meal),
        meal=meal,
        usual=bool(said.all("what_time")),
    )


def _who(said: Said, written: str, home: tuple[int, int] | None) -> Who:
    registered = _registered(said)
    place = said.written[slice(*home)] if home and registered is None else None
    if place and home and as_written().denies(said.written, home[0]):
        registered, place = "elsewhere", None
    sex = cast("Literal['male', 'female'] | None", said.one("sex"))
    return Who(
        age=amounts.age(written),
        sex=sex,
        registered=registered,
        registered_in=place,
        someone_else=sex is not None or bool(said.all("someone_else")),
    )


def _registered(said: Said) -> Literal["here", "elsewhere"] | None:
    """Whether they belong to the place asked about, as far as it is said without naming one."""
    denied = said.denied("registered")
    if denied:
        return "elsewhere" if "here" in denied else "here"
    return cast("Literal['here', 'elsewhere'] | None", said.one("registered"))


def _household(written: str) -> tuple[int, int] | None:
    """From where to where the place stands in which somebody is registered."""
    for pattern in _household_patterns():
        if found := pattern.search(written):
            return found.span("place")
    return None


@cache
def _household_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The place before "户口" ("麻三户口"), and the one after it ("户口喺台山")."""
    household = unit("household")
    return (
        re.compile(rf"(?P<place>[^\W系是有冇无喺在入嘅的要我你佢他她但就想]{{2,6}})(?:{household})"),
        re.compile(rf"(?:{household})(?:就|都|还|仲)?[喺在系是](?P<place>[^\W嘅的但就想去食吃]{{2,3}})"),
    )


def _district(written: str, home: tuple[int, int] | None) -> tuple[str | None, tuple[str, ...]]:
    """The district that is meant, and those that were ruled out; where somebody is registered is neither."""
    words = as_written()
    mentions = [
        Mention(district, start, end, words.denies(written, start))
        for district, start, end in district_mentions(written)
        if home is None or not home[0] <= start < home[1]
    ]
    meant = words.meant(written, mentions)
    ruled_out = {m.value: None for m in mentions if m.denied and (meant is None or m.value != meant.value)}
    return (meant.value if meant else None), tuple(ruled_out)
