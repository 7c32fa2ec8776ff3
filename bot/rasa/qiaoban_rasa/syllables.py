"""The syllable of a character as beginning and end, without its tone."""

from __future__ import annotations

from functools import lru_cache
from typing import Optional, Tuple

Syllable = Tuple[str, str]
"""Its beginning, "" where it has none, and the rest."""

_WHOLE = ("m", "ng")
"""Cantonese syllables without a vowel: 唔, 五."""

_CANTONESE_STARTS = ("gw", "kw", "ng", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "z", "c", "s", "j", "w")
_MANDARIN_STARTS = (
    *("zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s"),
    *("y", "w"),
)


@lru_cache(maxsize=16384)
def cantonese(character: str) -> Optional[Syllable]:
    """The usual syllable in Jyutping; None for whatever is no Chinese character."""
    from ToJyutping import get_jyutping_list

    found = get_jyutping_list(character)[0][1] if len(character) == 1 else None
    return _split(found.split(" ")[0].rstrip("123456"), _CANTONESE_STARTS) if found else None


@lru_cache(maxsize=16384)
def mandarin(character: str) -> Optional[Syllable]:
    """The usual syllable in Pinyin; None for whatever is no Chinese character."""
    from pypinyin import lazy_pinyin

    found = lazy_pinyin(character, errors="ignore") if len(character) == 1 else None
    return _split(str(found[0]), _MANDARIN_STARTS) if found else None


def _split(syllable: str, starts: Tuple[str, ...]) -> Syllable:
    if syllable in _WHOLE:
        return "", syllable
    start = next((s for s in starts if syllable.startswith(s) and len(syllable) > len(s)), "")
    return start, syllable[len(start) :]
