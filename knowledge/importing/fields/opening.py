"""When a place is open and which meals it serves, out of one cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from knowledge.importing.fields.clock import RANGE, times_of
from knowledge.importing.fields.days import DAYS, days_of
from knowledge.importing.fields.plain import with_dashes
from knowledge.item import Opening

Meal = Literal["breakfast", "lunch", "tea", "dinner"]

_MEAL_WORDS: dict[str, tuple[Meal, ...]] = {
    "早午晚": ("breakfast", "lunch", "dinner"), "早中晚": ("breakfast", "lunch", "dinner"),
    "一日三餐": ("breakfast", "lunch", "dinner"), "三餐": ("breakfast", "lunch", "dinner"),
    "午晚": ("lunch", "dinner"), "中晚": ("lunch", "dinner"), "早午": ("breakfast", "lunch"),
    "早餐": ("breakfast",), "早饭": ("breakfast",), "早茶": ("breakfast",), "早": ("breakfast",),
    "午餐": ("lunch",), "午饭": ("lunch",), "中餐": ("lunch",), "中饭": ("lunch",), "午市": ("lunch",),
    "午": ("lunch",), "中": ("lunch",),
    "下午茶": ("tea",), "茶点": ("tea",),
    "晚餐": ("dinner",), "晚饭": ("dinner",), "晚市": ("dinner",), "夜饭": ("dinner",), "晚": ("dinner",),
}  # fmt: skip
_MEAL = "|".join(sorted(_MEAL_WORDS, key=len, reverse=True))
_ALWAYS = r"(?:24小时|全天(?:24小时)?(?:营业|开放)?)"
_FILLER = r"[,;.、:/()\[\]]|以及|营业|开放|供应|供餐|用餐|开餐|就餐|时间|时段|期间"
_EXCEPTION = re.compile(r"\(?(?:国家)?(?:法定)?(?:节假日|假期|春节期间|春节)(?:除外|休息|不开|暂停|停餐)\)?")
_TOKEN = re.compile(
    rf"(?P<range>{RANGE})|(?P<always>{_ALWAYS})|(?P<days>{DAYS})|(?P<meal>{_MEAL})(?:餐|饭|市)?|(?P<filler>{_FILLER})"
)


@dataclass(frozen=True)
class Openings:
    """What was understood of a cell.

    Attributes:
        opening: empty when not everything that says when was understood.
        meals: in the order of the day.
        exception: what holds besides ("节假日休息"), and has no field.
        understood: whether nothing is left over.
    """

    opening: tuple[Opening, ...]
    meals: tuple[Meal, ...]
    exception: str = ""
    understood: bool = True


_NOTHING = Openings((), (), understood=False)
_ORDER: tuple[Meal, ...] = ("breakfast", "lunch", "tea", "dinner")


def parse_openings(text: str) -> Openings:
    """Opening times and meals of "周一至周五 午餐11:00-13:00" and the like.

    Every part of the text must be understood, but for exceptions on holidays, which are given back; times in which
    days differ without a word on which is which are not understood.
    """
    written = with_dashes(text)
    exceptions = "、".join(m.group().strip("()") for m in _EXCEPTION.finditer(written))
    rest = _EXCEPTION.sub("", written)
    openings: list[Opening] = []
    meals: set[Meal] = set()
    days: tuple[int, ...] | None = tuple(range(1, 8))
    used = True
    position = 0
    while position < len(rest):
        token = _TOKEN.match(rest, position)
        if token is None:
            return _NOTHING
        position = token.end()
        if token["days"]:
            if not used:
                return _NOTHING
            days, used = days_of(token["days"]), False
        elif token["range"] or token["always"]:
            times = times_of(token["range"]) if token["range"] else ("00:00", "23:59")
            if times is None or days is None:
                return _NOTHING
            openings.append(Opening(days=days, opens=times[0], closes=times[1]))
            used = True
        elif token["meal"]:
            meals.update(_MEAL_WORDS[token["meal"]])
    if not used or not (openings or meals):
        return _NOTHING
    ordered = tuple(meal for meal in _ORDER if meal in meals)
    return Openings(tuple(dict.fromkeys(openings)), ordered, exceptions)


def parse_meals(text: str) -> tuple[Meal, ...]:
    """The meals of "午餐、晚餐"; empty when anything else stands there."""
    found = parse_openings(text)
    return found.meals if found.understood and not found.opening else ()
