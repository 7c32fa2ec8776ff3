"""Rules that join red flags into kinds of swindle and a level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.reply import RiskLevel
from bot.safety.schema import KindsData


class RuleError(ValueError):
    """A rule is not written as it should be; the text says what is wrong."""


@dataclass(frozen=True)
class _Rule:
    kind: int
    level: RiskLevel
    terms: tuple[int, ...]
    unless: int


@dataclass(frozen=True)
class Verdict:
    """A level, the kinds that reached it (surest first), and the flags that did it."""

    level: RiskLevel
    kinds: tuple[str, ...]
    flags: frozenset[str]


class RuleBook:
    """Evaluates all rules on a set of flags, as bit masks.

    Args:
        data: kinds and their rules.
        flags: the names of all flags.

    Raises:
        RuleError: a rule names a flag or set that does not exist.
    """

    def __init__(self, data: KindsData, flags: Sequence[str]) -> None:
        self._bit = {name: 1 << i for i, name in enumerate(flags)}
        self._kinds = tuple(k.id for k in data.kinds)
        sets = {name: self._mask(members, f"set {name!r}", {}) for name, members in data.sets.items()}
        self._rules: list[_Rule] = []
        for number, kind in enumerate(data.kinds):
            for level, lines in ((RiskLevel.HIGH, kind.high), (RiskLevel.LOW, kind.low)):
                self._rules += [self._parse(line, kind.id, number, level, sets) for line in lines]
        self._named = {bit: self._kinds_naming(bit) for bit in self._bit.values()}

    def judge(self, flags: frozenset[str], topics: Mapping[str, bool]) -> Verdict:
        """The verdict on ``flags``; ``topics`` says for kinds with a topic whether its words are there."""
        present = 0
        for flag in flags:
            present |= self._bit[flag]
        best: dict[int, int] = {}
        level = RiskLevel.NONE
        used = 0
        for rule in self._rules:
            if rule.unless & present or not all(term & present for term in rule.terms):
                continue
            if not topics.get(self._kinds[rule.kind], True):
                continue
            if rule.level is RiskLevel.LOW and level is RiskLevel.HIGH:
                continue
            if rule.level is RiskLevel.HIGH and level is not RiskLevel.HIGH:
                best, used = {}, 0
            level = rule.level
            matched = 0
            for term in rule.terms:
                matched |= term & present
            used |= matched
            best[rule.kind] = best.get(rule.kind, 0) | matched
        kinds = sorted(best, key=lambda k: (self._kinds[k] in _LAST, -self._telling(best[k]), k))
        return Verdict(level, tuple(self._kinds[k] for k in kinds), frozenset(f for f in flags if self._bit[f] & used))

    def _kinds_naming(self, bit: int) -> int:
        return len({rule.kind for rule in self._rules if any(term & bit for term in rule.terms)}) or 1

    def _telling(self, matched: int) -> float:
        """How much the flags of ``matched`` tell one kind from the others: a flag few kinds name tells most."""
        return sum(1 / named for bit, named in self._named.items() if bit & matched)

    def _parse(self, line: str, kind: str, number: int, level: RiskLevel, sets: Mapping[str, int]) -> _Rule:
        required, *excluded = line.split(" - ")
        where = f"kind {kind!r}, rule {line!r}"
        return _Rule(
            number,
            level,
            tuple(self._mask(t.strip().split("|"), where, sets) for t in required.split(" + ")),
            self._mask([n.strip() for e in excluded for n in e.split("|")], where, sets),
        )

    def _mask(self, names: Sequence[str], where: str, sets: Mapping[str, int]) -> int:
        mask = 0
        for name in names:
            if name not in self._bit and name not in sets:
                raise RuleError(f"{where}: there is no flag or set {name!r}; correct the name")
            mask |= sets.get(name, 0) | self._bit.get(name, 0)
        return mask


_LAST = frozenset({"other_swindle", "fake_app_or_code", "already_swindled"})
"""Kinds named only after more telling ones."""
