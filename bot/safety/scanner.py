"""Finds many named patterns in a text at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.safety.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Hit:
    """A named pattern found at ``start:end`` of the plain text."""

    name: str
    start: int
    end: int


class Scanner:
    """Looks only for patterns whose telling characters are all in the text.

    The cost of a turn depends on how many patterns its characters could fit, not on how many there are.
    """

    def __init__(self, patterns: Iterable[tuple[str, Pattern]]) -> None:
        self._by_character: dict[str, list[int]] = defaultdict(list)
        self._patterns: list[tuple[str, Pattern]] = []
        for number, (name, pattern) in enumerate(patterns):
            self._patterns.append((name, pattern))
            for character in pattern.needs[0]:
                self._by_character[character].append(number)

    def scan(self, plain: str) -> list[Hit]:
        """Every place where a pattern fits, in order of place, longer before shorter."""
        present = frozenset(plain)
        numbers: set[int] = set()
        for character in present:
            numbers.update(self._by_character.get(character, ()))
        hits: set[Hit] = set()
        for number in numbers:
            name, pattern = self._patterns[number]
            if any(present.isdisjoint(need) for need in pattern.needs[1:]):
                continue
            hits.update(Hit(name, *m.span()) for m in pattern.regex.finditer(plain) if m.end() > m.start())
        return sorted(hits, key=lambda h: (h.start, -h.end, h.name))
