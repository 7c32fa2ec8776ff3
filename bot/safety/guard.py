"""The guard: money and life first. Deterministic, explainable, a few hundred microseconds a turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.reply import RiskLevel
from bot.safety.advice import Adviser
from bot.safety.emergencies import EmergencyDetector
from bot.safety.finding import Advice, CallFinding, CallTurn, Evidence, Finding
from bot.safety.loading import DATA_DIRECTORY, SafetyData, SafetyDataError, load_data
from bot.safety.patterns import PatternCompiler, PatternError
from bot.safety.rules import RuleError
from bot.safety.swindles import SwindleDetector
from bot.safety.text import PlainText, TextReader
from bot.turn import Dialect

_PAID = frozenset({"paid", "swindled", "money_gone", "exposed", "stranger_paid"})
_NOT_PAID = "about_to_pay"
_RISING = (RiskLevel.NONE, RiskLevel.LOW, RiskLevel.HIGH)


class Guard:
    """Looks at every turn, on every channel, before anything else does.

    Args:
        data: the guard's knowledge, see :func:`bot.safety.loading.load_data`.

    Raises:
        SafetyDataError: a pattern or a rule in the data is not written as it should be.
    """

    def __init__(self, data: SafetyData) -> None:
        self._reader = TextReader(data.words.folds)
        compiler = PatternCompiler(data.words.classes, self._reader.form)
        try:
            self._swindles = SwindleDetector(data.flags, data.framing, data.kinds, compiler)
            self._emergencies = EmergencyDetector(data.emergencies, compiler)
        except (PatternError, RuleError) as error:
            raise SafetyDataError(f"{data.directory}: {error}; correct it and try again") from error
        missing = {kind.id for kind in data.kinds.kinds} - set(data.advice.kinds)
        if missing:
            raise SafetyDataError(f"{data.directory / 'advice.yaml'}: no advice for {', '.join(sorted(missing))}")
        self._adviser = Adviser(data.advice)

    @classmethod
    def load(cls, directory: Path | str = DATA_DIRECTORY) -> Guard:
        """A guard with the data files under ``directory``.

        Raises:
            SafetyDataError: the data cannot be used; names file and line.
        """
        return cls(load_data(directory))

    def look(self, text: str, dialect: Dialect = Dialect.CMN, *, before: Sequence[str] = ()) -> Finding:
        """What one turn, message or story shows. Never raises; linear in the length of the texts.

        Args:
            text: what was said, in any script.
            dialect: of the reasons given.
            before: what the same person said shortly before, newest first. A swindle told in pieces is judged
                as a whole, when ``text`` adds a piece.
        """
        plain = self._reader.read(text)
        evidence = self._swindles.evidence(plain)
        topics = self._swindles.topics(plain)
        alone = self._finding(plain, evidence, topics, dialect)
        if not before or alone.emergency is not None or alone.risk.level is RiskLevel.HIGH:
            return alone
        return self._with_earlier(alone, evidence, topics, before, dialect)

    def _with_earlier(
        self, alone: Finding, evidence: list[Evidence], topics: set[str], before: Sequence[str], dialect: Dialect
    ) -> Finding:
        new = {e.flag: e for e in evidence if e.framed is None}
        if not new:
            return alone
        earlier: dict[str, Evidence] = {}
        for number, said in enumerate(before, start=1):
            plain = self._reader.read(said)
            topics = topics | self._swindles.topics(plain)
            for found in self._swindles.evidence(plain, -number):
                if found.framed is None:
                    earlier.setdefault(found.flag, found)
        joined = {**earlier, **new}
        verdict = self._swindles.judge(joined.values(), topics)
        higher = _RISING.index(verdict.level) > _RISING.index(alone.risk.level)
        adds = bool(verdict.flags & new.keys()) or not _PAID.isdisjoint(new)
        if not (higher and adds):
            return alone
        return replace(
            alone, risk=self._swindles.risk(verdict, joined.values(), dialect), paid=not _PAID.isdisjoint(joined)
        )

    def look_at_call(self, turns: Sequence[CallTurn], dialect: Dialect = Dialect.CMN) -> CallFinding:
        """What a call shows so far, turn by turn. What the callee says counts only as to what they did."""
        evidence: dict[str, Evidence] = {}
        topics: set[str] = set()
        levels: list[RiskLevel] = []
        for number, turn in enumerate(turns):
            plain = self._reader.read(turn.text)
            topics |= self._swindles.topics(plain)
            for found in self._swindles.evidence(plain, number):
                if found.framed is None and (turn.speaker == "caller" or found.group == "state"):
                    evidence.setdefault(found.flag, found)
            levels.append(self._swindles.judge(evidence.values(), topics).level)
        own_words = (self._reader.read(turn.text) for turn in turns if turn.speaker == "callee")
        emergency = next((found for found in map(self._emergencies.find, own_words) if found), None)
        verdict = self._swindles.judge(evidence.values(), topics)
        finding = Finding(
            emergency=emergency,
            risk=self._swindles.risk(verdict, evidence.values(), dialect),
            paid=not _PAID.isdisjoint(evidence),
        )
        first = levels.index(RiskLevel.HIGH) if RiskLevel.HIGH in levels else None
        return CallFinding(finding, first, tuple(levels))

    def evidence(self, text: str) -> list[Evidence]:
        """Every red flag in ``text``, with what makes it harmless: for tools that explain a verdict."""
        return self._swindles.evidence(self._reader.read(text))

    def advice(self, finding: Finding, dialect: Dialect) -> Advice:
        """What to say about the risk in ``finding``."""
        return self._adviser.on_swindle(finding, dialect)

    def emergency_advice(self, finding: Finding, dialect: Dialect) -> Advice:
        """What to say about the emergency in ``finding``.

        Raises:
            ValueError: there is no emergency in ``finding``.
        """
        if finding.emergency is None:
            raise ValueError("there is no emergency in this finding")
        return self._adviser.on_emergency(self._emergencies.kind(finding.emergency.kind), dialect)

    def _finding(self, plain: PlainText, evidence: list[Evidence], topics: set[str], dialect: Dialect) -> Finding:
        verdict = self._swindles.judge(evidence, topics)
        emergency = self._emergencies.find(plain)
        if (
            emergency is not None
            and verdict.level is RiskLevel.HIGH
            and not self._emergencies.kind(emergency.kind).beats_fraud
        ):
            emergency = None
        return Finding(
            emergency=emergency,
            risk=self._swindles.risk(verdict, evidence, dialect),
            paid=any(e.flag in _PAID for e in evidence if e.framed is None),
            not_paid=any(e.flag == _NOT_PAID for e in evidence),
            not_now=emergency is None and self._emergencies.speaks_of_another_time(plain),
        )
