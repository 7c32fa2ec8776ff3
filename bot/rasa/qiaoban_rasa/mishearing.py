"""Writes utterances as a recogniser would have misheard them, so that the classifier has heard such before."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import Callable, Dict, Iterable, List, Mapping, Optional, Sequence
from typing import Counter as CounterOf

import yaml

from qiaoban_rasa.syllables import Syllable, cantonese, mandarin

_DATA = Path(__file__).with_name("mishearing_rules")
_SYLLABLES: Mapping[str, Callable[[str], Optional[Syllable]]] = {"cantonese": cantonese, "mandarin": mandarin}

Shares = Mapping[str, Mapping[str, float]]


class Mishearing:
    """Replaces characters by others that recognisers write for them.

    Args:
        variety: "cantonese" or "mandarin".
        known: utterances; what is heard is written with their characters, the usual ones more often.
        data: folder with the rules of each variety, see `learn_mishearing`.
    """

    def __init__(self, variety: str, known: Iterable[Sequence[str]], data: Path = _DATA) -> None:
        rules = yaml.safe_load((data / f"{variety}.yml").read_text(encoding="utf-8"))
        self._same_sound: float = rules["same_sound"]
        self._starts: Shares = rules["starts"]
        self._ends: Shares = rules["ends"]
        self._syllable = _SYLLABLES[variety]
        self._written: Dict[Syllable, CounterOf[str]] = defaultdict(Counter)
        for unit, times in Counter(unit for units in known for unit in units).items():
            syllable = self._syllable(unit)
            if syllable is not None:
                self._written[syllable][unit] = times

    def of(self, units: Sequence[str], share: float, chance: random.Random) -> List[str]:
        """``units`` with about a ``share`` (0..1) of the characters misheard."""
        return [self._heard(unit, chance) if chance.random() < share else unit for unit in units]

    def _heard(self, unit: str, chance: random.Random) -> str:
        syllable = self._syllable(unit)
        if syllable is None:
            return unit
        if chance.random() >= self._same_sound:
            start, end = syllable
            syllable = (_drawn(start, self._starts, chance), _drawn(end, self._ends, chance))
        others = {c: n for c, n in self._written.get(syllable, {}).items() if c != unit}
        return chance.choices(list(others), list(others.values()))[0] if others else unit


def _drawn(sound: str, shares: Shares, chance: random.Random) -> str:
    """What ``sound`` is taken for; itself for the share that the rules leave."""
    others = shares.get(sound, {})
    left = max(0.0, 1.0 - sum(others.values()))
    return chance.choices([*others, sound], [*others.values(), left])[0]
