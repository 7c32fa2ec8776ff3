"""Tells items that say the same from items that only sound alike."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.chinese import bigrams, characters, normalise
from knowledge.item import Item

_ALIKE = 0.8
"""Share of pairs of characters that two answers have in common, from which on they may say the same."""

_EXCHANGED = 1
"""Pairs of the shorter one that the longer one may lack, up to which they do: words are added, none exchanged."""

_LENGTH = 0.7
"""Share of the longer answer's length below which the shorter one cannot be alike."""

_END = "\n"
"""Stands at both ends, so that a first or last character exchanged costs two pairs as any other."""

_TELLING = re.compile(r"\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百千万半]+|[不没無无未非勿别唔冇咪]")
"""Figures, and what turns a sentence into its contrary."""


def says_the_same(item: Item, other: Item) -> bool:
    """Whether somebody who has heard ``item`` learns nothing from ``other``.

    Same kind, places, time and facts; the same figures and negations in the same order, and one answer is the other
    with some words more.
    """
    answers = item.answer.cmn, other.answer.cmn
    shorter, longer = sorted(map(len, answers))
    if item.kind != other.kind or shorter < _LENGTH * longer:
        return False  # before what takes longer
    return _facts(item) == _facts(other) and _alike(*answers)


def _facts(item: Item) -> tuple[object, ...]:
    known = (item.canteen, item.voucher, item.fraud, item.contact)
    return set(item.districts), item.valid_from, item.valid_until, *known


def _alike(answer: str, other: str) -> bool:
    first, second = _told(answer), _told(other)
    if first[1] != second[1]:
        return False
    shared = len(first[0] & second[0])
    shorter = min(len(first[0]), len(second[0]))
    return shared >= _ALIKE * len(first[0] | second[0]) and shorter - shared <= _EXCHANGED


@lru_cache(maxsize=1024)
def _told(answer: str) -> tuple[frozenset[str], tuple[str, ...]]:
    normal = normalise(answer)
    return frozenset(bigrams([_END, *characters(normal), _END])), tuple(_TELLING.findall(normal))
