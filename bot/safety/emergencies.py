"""Finds life in danger, and tells it from the past, the imagined and the asked-about."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from bot.safety.finding import Emergency
from bot.safety.patterns import PatternCompiler
from bot.safety.scanner import Hit, Scanner
from bot.safety.schema import EmergenciesData, EmergencyData
from bot.safety.text import PlainText

_CLAUSE_END = re.compile(r"[,.!?;:\n]")
_SENTENCE_END = re.compile(r"[.!?;\n]")


class EmergencyDetector:
    """Emergencies by their patterns, in the order of the data file: the most pressing first.

    Args:
        data: kinds of emergency and what tells near misses apart.
        compiler: compiles the patterns.

    Raises:
        PatternError: a pattern is not written as it should be.
    """

    def __init__(self, data: EmergenciesData, compiler: PatternCompiler) -> None:
        def scanner(patterns: Sequence[str]) -> Scanner:
            return Scanner((p, compiler.compile(p)) for p in patterns)

        self._kinds = {kind.id: kind for kind in data.kinds}
        self._order = {kind.id: place for place, kind in enumerate(data.kinds)}
        self._scanner = Scanner((kind.id, compiler.compile(p)) for kind in data.kinds for p in kind.patterns)
        self._harmless_clause = scanner(data.harmless.clause)
        self._harmless_sentence = scanner(data.harmless.sentence)
        self._now = scanner(data.now)

    def find(self, text: PlainText) -> Emergency | None:
        """The most pressing emergency in ``text``, None when there is none."""
        plain = text.plain
        hits = self._scanner.scan(plain)
        if not hits:
            return None
        clause_marks = self._harmless_clause.scan(plain)
        sentence_marks = self._harmless_sentence.scan(plain)
        if clause_marks or sentence_marks:
            harmless = _Harmless(plain, clause_marks, sentence_marks, self._now.scan(plain))
            hits = [hit for hit in hits if not harmless.covers(hit)]
        if not hits:
            return None
        first = min(hits, key=lambda hit: (self._order[hit.name], hit.start))
        return Emergency(first.name, text.quote(first.start, first.end), self._kinds[first.name].numbers)

    def speaks_of_another_time(self, text: PlainText) -> bool:
        """Whether ``text`` speaks of the past, the imagined or how to prevent it, and of nothing happening now."""
        plain = text.plain
        marked = self._harmless_clause.scan(plain) or self._harmless_sentence.scan(plain)
        return bool(marked) and not self._now.scan(plain)

    def kind(self, name: str) -> EmergencyData:
        """What the data file says about the kind ``name``."""
        return self._kinds[name]


class _Harmless:
    """Says which hits stand in harmless words: in their clause, or in their sentence, and not happening now."""

    def __init__(self, plain: str, clause: list[Hit], sentence: list[Hit], now: list[Hit]) -> None:
        self._clauses = _Stretches(plain, _CLAUSE_END)
        self._sentences = _Stretches(plain, _SENTENCE_END)
        self._clause, self._sentence, self._now = _Marks(clause), _Marks(sentence), _Marks(now)

    def covers(self, hit: Hit) -> bool:
        sentence = self._sentences.around(hit)
        if self._now.touch(sentence):
            return False
        return self._clause.touch(self._clauses.around(hit)) or self._sentence.touch(sentence)


class _Stretches:
    """The text between ends of one sort; finds the stretch that holds a hit."""

    def __init__(self, plain: str, end: re.Pattern[str]) -> None:
        self._starts = [0, *(mark.end() for mark in end.finditer(plain))]
        self._stops = [*(start - 1 for start in self._starts[1:]), len(plain)]

    def around(self, hit: Hit) -> tuple[int, int]:
        first = bisect_right(self._starts, hit.start) - 1
        last = bisect_right(self._starts, max(hit.start, hit.end - 1)) - 1
        return self._starts[first], self._stops[last]


class _Marks:
    """Places of marks, asked whether any touches a stretch."""

    def __init__(self, marks: list[Hit]) -> None:
        self._starts = [mark.start for mark in marks]
        self._reach = list(accumulate((mark.end for mark in marks), max))

    def touch(self, stretch: tuple[int, int]) -> bool:
        before = bisect_left(self._starts, stretch[1])
        return before > 0 and self._reach[before - 1] > stretch[0]
