"""How a text sounds, in syllables without tone in which easily confused sounds are one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from knowledge.chinese import bigrams, characters
from knowledge.lexicon import read_lexicon

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
def _rules(variety: str) -> SoundRules:
    return SoundRules(**read_lexicon("phonetics.yaml")[variety])


@lru_cache(maxsize=16384)
def _merged(variety: str, syllable: str) -> str:
    return _rules(variety).merge(syllable)


@lru_cache(maxsize=2048)
def jyutping(text: str) -> tuple[str, ...]:
    """Cantonese sound classes of normalised ``text``, one per character; others stay as they are."""
    import ToJyutping

    readings = ToJyutping.get_jyutping_list("".join(characters(text)))
    return tuple(_merged("jyutping", (sound or unit).split(" ")[0].rstrip("123456")) for unit, sound in readings)


@lru_cache(maxsize=2048)
def pinyin(text: str) -> tuple[str, ...]:
    """Mandarin sound classes of normalised ``text``, one per character; others stay as they are."""
    from pypinyin import lazy_pinyin

    units = lazy_pinyin("".join(characters(text)), errors=lambda unread: list(unread))  # type: ignore[arg-type,return-value]
    return tuple(_merged("pinyin", unit) for unit in units)


def sound_terms(sounds: tuple[str, ...]) -> list[str]:
    """Search terms of a sequence of sound classes: each, and each pair."""
    separated = [f"{s}|" for s in sounds]
    return [*separated, *bigrams(separated)]
