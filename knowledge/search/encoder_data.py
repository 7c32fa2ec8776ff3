"""What the static encoder learns from: pairs of texts about the same item."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence

from knowledge.chinese import characters, normalise
from knowledge.dialect import to_mandarin
from knowledge.item import Item
from knowledge.phonetics import VARIETIES, sound
from knowledge.search.texts import asked_texts

_SENTENCE = re.compile(r"[^。！？!?]+")
_MISHEARD_TEXT = 0.3
"""Share of texts that are given as a recogniser might mishear them."""
_MISHEARD_CHARACTER = 0.2
"""Share of characters replaced by one that sounds alike, in those."""


class Mishearing:
    """Replaces characters by others of the same sound class, as recognisers do."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._alike: dict[str, list[str]] = defaultdict(list)
        classes: dict[tuple[str, str], list[str]] = defaultdict(list)
        for unit in vocabulary:
            for variety in VARIETIES:
                classes[variety, sound(unit, variety)].append(unit)
        for group in classes.values():
            for unit in group:
                self._alike[unit] += [other for other in group if other != unit]

    def apply(self, text: str, chance: random.Random) -> str:
        """``text`` with some characters misheard."""
        return "".join(
            chance.choice(self._alike[c]) if self._alike.get(c) and chance.random() < _MISHEARD_CHARACTER else c
            for c in text
        )


class PairSource:
    """Draws batches of (what somebody says, what it is about), one pair per item in a batch.

    Each batch also has off-topic sentences, paired with themselves, for items to keep away from.
    """

    def __init__(self, items: Sequence[Item], off_topic: Sequence[str], seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - training noise
        self._said = [list(dict.fromkeys(map(normalise, asked_texts(item)))) for item in items]
        self._about = [
            [
                *said,
                *map(normalise, _SENTENCE.findall(item.answer.cmn)),
                *map(normalise, _SENTENCE.findall(item.answer.yue)),
            ]
            for said, item in zip(self._said, items, strict=True)
        ]
        self._off_topic = list(map(normalise, off_topic))
        texts = [text for group in (*self._about, self._off_topic) for text in group]
        seen = {c for text in texts for form in (text, to_mandarin(text)) for c in characters(form)}
        self.vocabulary = sorted(seen)
        self._mishearing = Mishearing([c for c in self.vocabulary if len(c) == 1])

    def batch(self, size: int) -> tuple[list[str], list[str]]:
        """``size`` pairs at most, each of another item, and an eighth as many off-topic ones."""
        chosen = self._chance.sample(range(len(self._said)), min(size, len(self._said)))
        said, about = [], []
        for i in chosen:
            first = self._chance.choice(self._said[i])
            others = [t for t in self._about[i] if t != first] or [first]
            said.append(self._varied(first))
            about.append(self._varied(self._chance.choice(others)))
        for text in self._chance.sample(self._off_topic, min(size // 8, len(self._off_topic))):
            said.append(self._varied(text))
            about.append(self._varied(text))
        return said, about

    def _varied(self, text: str) -> str:
        if self._chance.random() < _MISHEARD_TEXT:
            text = self._mishearing.apply(text, self._chance)
        return to_mandarin(text) if self._chance.random() < 0.8 else text
