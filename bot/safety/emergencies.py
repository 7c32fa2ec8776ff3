"""Finds life in danger, and tells it from the past, the imagined and the asked-about."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
            now = self._now.scan(plain)
            hits = [hit for hit in hits if not self._harmless(plain, hit, clause_marks, sentence_marks, now)]
        if not hits:
            return None
        first = min(hits, key=lambda hit: (self._order[hit.name], hit.start))
        return Emergency(first.name, text.quote(first.start, first.end), self._kinds[first.name].numbers)

    def kind(self, name: str) -> EmergencyData:
        """What the data file says about the kind ``name``."""
        return self._kinds[name]

    def _harmless(
        self, plain: str, hit: Hit, clause_marks: list[Hit], sentence_marks: list[Hit], now: list[Hit]
    ) -> bool:
        sentence = _around(plain, hit, _SENTENCE_END)
        if _touches(now, sentence):
            return False
        return _touches(clause_marks, _around(plain, hit, _CLAUSE_END)) or _touches(sentence_marks, sentence)


def _around(plain: str, hit: Hit, end: re.Pattern[str]) -> tuple[int, int]:
    """The stretch of text between two ends that holds ``hit``."""
    start = 0
    for mark in end.finditer(plain, 0, hit.start):
        start = mark.end()
    stop = end.search(plain, hit.end)
    return start, stop.start() if stop else len(plain)


def _touches(marks: list[Hit], stretch: tuple[int, int]) -> bool:
    return any(mark.start < stretch[1] and mark.end > stretch[0] for mark in marks)
