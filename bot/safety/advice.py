"""What is said when the guard finds something: first what to do, then why, then how to check."""

from __future__ import annotations

from bot.reply import RiskLevel, Source
from bot.safety.finding import Advice, Finding
from bot.safety.schema import AdviceData, EmergencyData, Said, SaidInSentences, SourceData
from bot.turn import Dialect

_LONGEST_QUOTE = 24
"""Characters of the person's own words that are read back."""


class Adviser:
    """Turns findings into at most three short sentences.

    Args:
        data: the sentences, by kind of swindle.
    """

    def __init__(self, data: AdviceData) -> None:
        self._data = data

    def on_swindle(self, finding: Finding, dialect: Dialect) -> Advice:
        """What to say about the risk in ``finding``, also when there is none."""
        risk, data = finding.risk, self._data
        if risk.level is RiskLevel.NONE:
            return Advice(_sentences(data.none, dialect), data.none_numbers, ())
        warning = next((data.kinds[kind] for kind in risk.kinds if kind in data.kinds), None)
        if finding.paid and risk.level is RiskLevel.HIGH:
            sources = [data.paid.source] + ([warning.source] if warning else [])
            return Advice(_sentences(data.paid.say, dialect), data.paid.numbers, _cited(sources))
        if warning is None or not risk.reasons:
            return Advice(_said(data.low, dialect), data.low_numbers, ())
        why = _said(warning.why, dialect).replace("{quote}", _short(risk.reasons[0].quote))
        if risk.level is RiskLevel.LOW:
            lines = [_said(data.low, dialect), _said(warning.check, dialect)]
            numbers = data.low_numbers
        else:
            lines = [_said(warning.do, dialect), why, _said(warning.check, dialect)]
            numbers = data.high_numbers
        return Advice("".join(lines), _unique(numbers + warning.numbers), _cited([warning.source]))

    def on_emergency(self, emergency: EmergencyData, dialect: Dialect) -> Advice:
        """Whom to call and the first steps until help is there."""
        return Advice(_sentences(emergency.say, dialect), emergency.numbers, _cited(emergency.sources))


def _said(said: Said, dialect: Dialect) -> str:
    return said.yue if dialect is Dialect.YUE else said.cmn


def _sentences(said: SaidInSentences, dialect: Dialect) -> str:
    return "".join(said.yue if dialect is Dialect.YUE else said.cmn)


def _short(quote: str) -> str:
    plain = quote.strip().strip("「」“”\"'，。！？ ")
    return plain if len(plain) <= _LONGEST_QUOTE else plain[: _LONGEST_QUOTE - 1] + "…"


def _unique(numbers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(numbers))


def _cited(sources: list[SourceData] | tuple[SourceData, ...]) -> tuple[Source, ...]:
    return tuple(
        Source(id=s.id, title=s.title, issuer=s.issuer, url=s.url, published=s.published)
        for s in {s.id: s for s in sources}.values()
    )
