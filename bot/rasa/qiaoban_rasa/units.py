"""A person's text as the units that carry meaning: one per Chinese character, Latin word or digit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Dict, FrozenSet, List

import yaml
from opencc import OpenCC

_DATA = Path(__file__).with_name("characters.yml")
_UNIT = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f]|[0-9０-９〇]|[^\W\d_㐀-鿿豈-﫿]+")
_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_LONG_NUMBER_DIGITS = 7
"""From this many digits on a number is somebody's telephone, card or identity: only its being one counts."""

LONG_NUMBER = "<number>"
"""The reading of every long number."""


@dataclass(frozen=True)
class Unit:
    """One unit: ``text[start:end]`` of the original, and how it reads for comparison."""

    start: int
    end: int
    reading: str


class Reader:
    """Turns text into units.

    Traditional and simplified script, full and half width, upper and lower case, and the usual
    ways of typing Cantonese read the same; digits read as Chinese numerals, as a recogniser
    writes them; hesitation is left out unless there is nothing else.

    Args:
        data: file with the sections ``variants``, ``words`` and ``fillers``.

    Raises:
        ValueError: the file's ``words`` are not of equal length on both sides.
    """

    def __init__(self, data: Path = _DATA) -> None:
        content = yaml.safe_load(data.read_text(encoding="utf-8"))
        self._variants: Dict[str, str] = {**content["variants"], **_DIGITS, "〇": "零"}
        self._words: Dict[str, str] = content["words"]
        self._fillers: FrozenSet[str] = frozenset(content["fillers"])
        for word, becomes in self._words.items():
            if len(word) != len(becomes):
                raise ValueError(f"{data.name}: words: {word} and {becomes} should be equally long")
        self._simplified = OpenCC("t2s").convert

    def read(self, text: str) -> List[Unit]:
        """The units of ``text``, in order; empty for text without letters, characters or digits."""
        units = [Unit(m.start(), m.end(), self._reading(m.group())) for m in _UNIT.finditer(text)]
        units = self._with_words(_without_long_numbers(text, units))
        return [u for u in units if u.reading not in self._fillers] or units

    @lru_cache(maxsize=8192)  # noqa: B019 - one Reader lives as long as the process
    def _reading(self, unit: str) -> str:
        plain = unicodedata.normalize("NFKC", unit).lower()
        if len(plain) == 1:
            simplified: str = self._simplified(plain)
            plain = simplified if len(simplified) == 1 else plain
        return self._variants.get(plain, plain)

    def _with_words(self, units: List[Unit]) -> List[Unit]:
        """Replace words by their usual writing, unit by unit."""
        # One character for each unit, so that places agree; one that no word has for units of several.
        written = "".join(u.reading if len(u.reading) == 1 else " " for u in units)
        done = units
        for word, becomes in self._words.items():
            at = written.find(word)
            while at >= 0:
                done = list(done)
                for place, character in enumerate(becomes, start=at):
                    done[place] = Unit(done[place].start, done[place].end, character)
                written = written[:at] + becomes + written[at + len(word) :]
                at = written.find(word, at + len(word))
        return done


def _without_long_numbers(text: str, units: List[Unit]) -> List[Unit]:
    """Replace each run of many digits by one unit that says only that it is one."""
    kept: List[Unit] = []
    run: List[Unit] = []
    for unit in [*units, None]:
        if unit is not None and text[unit.start : unit.end].isdigit():
            run.append(unit)
            continue
        if len(run) >= _LONG_NUMBER_DIGITS:
            run = [Unit(run[0].start, run[-1].end, LONG_NUMBER)]
        kept += run
        run = []
        if unit is not None:
            kept.append(unit)
    return kept
