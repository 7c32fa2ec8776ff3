"""Which districts of Jiangmen a text names, by themselves or by a part of them."""

from __future__ import annotations

import re
from functools import cache
from typing import get_args

from knowledge.chinese import normalise
from knowledge.item import District
from knowledge.lexicon import LexiconError, read_lexicon


@cache
def _names() -> dict[str, str]:
    data = read_lexicon("districts.yaml").get("districts")
    if not isinstance(data, dict) or set(data) != set(get_args(District)):
        raise LexiconError("districts.yaml: 'districts' should list exactly the districts that items use")
    return {normalise(name): district for district, names in data.items() for name in names}


@cache
def _elsewhere() -> re.Pattern[str]:
    places = read_lexicon("districts.yaml").get("elsewhere")
    if not isinstance(places, list) or not all(isinstance(p, str) and p for p in places):
        raise LexiconError("districts.yaml: 'elsewhere' should be a list of places")
    return re.compile("|".join(re.escape(normalise(place)) for place in places))


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_names(), key=len, reverse=True))))


def names_elsewhere(text: str) -> bool:
    """Whether ``text`` names a place outside Jiangmen and none in it."""
    return bool(_elsewhere().search(normalise(text))) and "江门" not in normalise(text) and not districts_in(text)


def districts_in(text: str) -> tuple[str, ...]:
    """Districts named in ``text``, in order of appearance, each once; aliases count (会城 → 新会)."""
    return tuple(dict.fromkeys(district for district, _, _ in district_mentions(text)))


def district_mentions(text: str) -> list[tuple[str, int, int]]:
    """Every place of Jiangmen that ``text`` names, in order: its district, and from where to where it stands.

    Places are counted in the normal form of ``text``.
    """
    names = _names()
    return [(names[m.group()], *m.span()) for m in _pattern().finditer(normalise(text))]


def without_districts(text: str) -> str:
    """``text`` in its form for comparison, without the names of places."""
    return _pattern().sub("", normalise(text))
