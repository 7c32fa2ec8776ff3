"""How characters sound, in syllables without tone in which easily confused sounds are one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from knowledge.chinese import characters
from knowledge.lexicon import read_lexicon

Variety = Literal["jyutping", "pinyin"]
"""Cantonese sounds and Mandarin ones, by the name of their spelling."""

VARIETIES: tuple[Variety, ...] = ("jyutping", "pinyin")

_SYLLABLE = re.compile(r"^(zh|ch|sh|ng|gw|kw|[bpmfdtnlgkhjqxrzcsyw])?([aeiouv\u00ea\u00fc].*)$")
_CODA = re.compile(r"(ng|[nmptk])$")


@dataclass(frozen=True)
class SoundRules:
    """Mergers of one variety: initials, codas and whole syllables, each heard as another."""

    initials: dict[str, str]
    codas: dict[str, str]
    syllables: dict[str, str]

    def merge(self, syllable: str) -> str:
        """The class of sounds ``syllable`` belongs to, as its plainest member."""
        if syllable in self.syllables:
            return self.syllables[syllable]
        parts = _SYLLABLE.match(syllable)
        if parts is None:
            return syllable
        initial, final = parts.group(1) or "", parts.group(2)
        final = _CODA.sub(lambda m: self.codas.get(m.group(), m.group()), final)
        return self.initials.get(initial, initial) + final


@cache
def _rules(variety: Variety) -> SoundRules:
    return SoundRules(**read_lexicon("phonetics.yaml")[variety])


@lru_cache(maxsize=65536)
def sound(unit: str, variety: Variety) -> str:
    """The sound class of one unit of normalised text; a unit without a reading is its own.

    A character is read as it is by itself, whatever stands beside it: one that is misheard stands beside others.
    """
    if len(unit) > 1 or unit.isascii():
        return unit
    if variety == "jyutping":
        import ToJyutping

        reading = ToJyutping.get_jyutping_list(unit)[0][1]
        return _rules(variety).merge((reading or unit).split(" ")[0].rstrip("123456"))
    from pypinyin import lazy_pinyin

    return _rules(variety).merge(lazy_pinyin(unit)[0])


def sounds(text: str, variety: Variety) -> tuple[str, ...]:
    """Sound classes of normalised ``text``, one per unit."""
    return tuple(sound(unit, variety) for unit in characters(text))
