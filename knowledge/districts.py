"""Which districts of Jiangmen a text names, by themselves or by a part of them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
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
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_names(), key=len, reverse=True))))


@lru_cache(maxsize=4096)
def districts_in(text: str) -> tuple[str, ...]:
    """Districts named in ``text``, in order of appearance, each once; aliases count (会城 → 新会)."""
    names = _names()
    return tuple(dict.fromkeys(names[m.group()] for m in _pattern().finditer(normalise(text))))


def without_districts(text: str) -> str:
    """``text`` in its form for comparison, without the names of places."""
    return _pattern().sub("", normalise(text))
