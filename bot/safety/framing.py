"""Tells a red flag from a warning, a denial, a lesson or the news."""

from __future__ import annotations

import re

from bot.safety.patterns import PatternCompiler
from bot.safety.scanner import Hit, Scanner
from bot.safety.schema import FramingData

_CLAUSE_END = re.compile(r"[,.!?;:\n]")


class Framing:
    """Judges hits by the words around them."""

    def __init__(self, data: FramingData, compiler: PatternCompiler) -> None:
        def scanner(name: str, patterns: tuple[str, ...]) -> Scanner:
            return Scanner((name, compiler.compile(p)) for p in patterns)

        self._reach = data.negation.reach
        self._negation = scanner("negation", data.negation.patterns)
        self._report = scanner("report", data.report.patterns)
        self._personal = scanner("personal", data.personal.patterns)

    def is_report(self, plain: str) -> bool:
        """Whether the text speaks of swindles in general and of nobody in particular."""
        return bool(self._report.scan(plain)) and not self._personal.scan(plain)

    def negators(self, plain: str) -> list[Hit]:
        """Where something is denied or advised against."""
        return self._negation.scan(plain)

    def negated(self, plain: str, hit: Hit, negators: list[Hit]) -> bool:
        """Whether one of ``negators`` governs ``hit``: it stands close before or within it, in the same clause."""
        for negator in negators:
            if negator.start >= hit.end:
                break
            within = negator.end > hit.start
            if negator.end >= hit.end or (not within and hit.start - negator.end > self._reach):
                continue
            between = plain[negator.end : hit.end] if within else plain[negator.end : hit.start]
            if not _CLAUSE_END.search(between):
                return True
        return False
