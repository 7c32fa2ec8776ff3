"""Finds the red flags of a swindle in what was said, and judges them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.privacy import masked_quote
from bot.reply import Reason, Risk, RiskLevel
from bot.safety.finding import Evidence
from bot.safety.framing import Framing
from bot.safety.patterns import PatternCompiler
from bot.safety.rules import RuleBook, Verdict
from bot.safety.scanner import Scanner
from bot.safety.schema import FlagData, FramingData, KindsData
from bot.safety.text import PlainText
from bot.turn import Dialect

_MOST_TELLING_FIRST = ("demand", "pressure", "bait", "identity", "state", "channel")
_MAX_REASONS = 5


class SwindleDetector:
    """Red flags → kinds of swindle and a level, each with the words that showed it.

    Args:
        flags: the red flags and how they are said.
        framing: what makes a flag harmless.
        kinds: the rules that join flags.
        compiler: compiles the patterns.

    Raises:
        PatternError: a pattern is not written as it should be.
        RuleError: a rule names what does not exist.
    """

    def __init__(
        self, flags: Sequence[FlagData], framing: FramingData, kinds: KindsData, compiler: PatternCompiler
    ) -> None:
        self._flags = {flag.id: flag for flag in flags}
        self._place = {flag.id: place for place, flag in enumerate(flags)}
        self._scanner = Scanner((flag.id, compiler.compile(p)) for flag in flags for p in flag.patterns)
        self._framing = Framing(framing, compiler)
        self._rules = RuleBook(kinds, [flag.id for flag in flags])
        self._topics = Scanner((kind.id, compiler.compile(word)) for kind in kinds.kinds for word in kind.topic)
        self._with_topic = frozenset(kind.id for kind in kinds.kinds if kind.topic)

    def evidence(self, text: PlainText, turn: int = 0) -> list[Evidence]:
        """Every flag in ``text`` once, at its first telling place; denied and reported ones say so."""
        hits = self._scanner.scan(text.plain)
        if not hits:
            return []
        report = self._framing.is_report(text.plain)
        negators = self._framing.negators(text.plain)
        found: dict[str, Evidence] = {}
        for hit in hits:
            known = found.get(hit.name)
            if known is not None and known.framed is None:
                continue
            flag = self._flags[hit.name]
            framed = None
            if report:
                framed = "report"
            elif flag.negatable and self._framing.negated(text.plain, hit, negators):
                framed = "negated"
            if known is None or framed is None:
                quote = masked_quote(text.quote(hit.start, hit.end), text.text)
                found[hit.name] = Evidence(hit.name, flag.group, quote, hit.start, hit.end, framed, turn)
        return list(found.values())

    def topics(self, text: PlainText) -> set[str]:
        """The kinds whose subject ``text`` mentions."""
        return {hit.name for hit in self._topics.scan(text.plain)}

    def judge(self, evidence: Iterable[Evidence], topics: Iterable[str]) -> Verdict:
        """The verdict on flags that are neither denied nor reported."""
        mentioned = set(topics)
        return self._rules.judge(
            frozenset(e.flag for e in evidence if e.framed is None),
            {kind: kind in mentioned for kind in self._with_topic},
        )

    def risk(self, verdict: Verdict, evidence: Iterable[Evidence], dialect: Dialect) -> Risk:
        """The verdict with its reasons, the most telling first, explained in ``dialect``."""
        if verdict.level is RiskLevel.NONE:
            return Risk()
        telling = sorted(
            (e for e in evidence if e.framed is None and e.flag in verdict.flags and e.quote),
            key=lambda e: (_MOST_TELLING_FIRST.index(e.group), self._place[e.flag]),
        )
        return Risk(
            level=verdict.level,
            kinds=verdict.kinds,
            reasons=tuple(
                Reason(flag=e.flag, quote=e.quote, why=getattr(self._flags[e.flag].why, dialect.value))
                for e in telling[:_MAX_REASONS]
            ),
        )
