"""How a character sounds, in either variety, so that a misheard word still resembles what was said."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Callable, Dict

import yaml

_DATA = Path(__file__).with_name("sounds.yml")


class Sounds:
    """Syllables without tone, in which easily confused sounds are one.

    Args:
        variety: "cantonese" or "mandarin".
        data: file with the mergers of each variety.
    """

    def __init__(self, variety: str, data: Path = _DATA) -> None:
        mergers = yaml.safe_load(data.read_text(encoding="utf-8"))[variety]
        self._starts: Dict[str, str] = mergers["starts"]
        self._ends: Dict[str, str] = mergers["ends"]
        self._spoken = {"cantonese": _cantonese, "mandarin": _mandarin}[variety]()

    @lru_cache(maxsize=16384)  # noqa: B019 - one instance per variety lives as long as the process
    def of(self, reading: str) -> str:
        """The class of sounds of one character; whatever is no Chinese character stays as it is."""
        return self._merged(self._spoken(reading)) if len(reading) == 1 else reading

    def _merged(self, syllable: str) -> str:
        for start, becomes in self._starts.items():
            if syllable.startswith(start) and len(syllable) > len(start):
                syllable = becomes + syllable[len(start) :]
                break
        for end, becomes in self._ends.items():
            if syllable.endswith(end) and len(syllable) > len(end):
                return syllable[: -len(end)] + becomes
        return syllable


def _cantonese() -> Callable[[str], str]:
    from ToJyutping import get_jyutping_list

    def spoken(character: str) -> str:
        sound = get_jyutping_list(character)[0][1]
        return sound.split(" ")[0].rstrip("123456") if sound else character

    return spoken


def _mandarin() -> Callable[[str], str]:
    from pypinyin import lazy_pinyin

    return lambda character: str(lazy_pinyin(character)[0])
