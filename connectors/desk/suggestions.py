"""What an agent could answer: the guard's advice first, then the items that fit the person's words best."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.directive import Directive
from bot.handover import Line
from bot.memory import Session
from bot.reply import RiskLevel, Source
from bot.safety import Finding, Guard
from bot.skills import SKILLS, SkillContext
from bot.skills.presenting import answer_draft, contacts
from bot.topics import Topic
from bot.turn import Dialect, Turn
from bot.wording import Wording
from connectors.desk.texts import GUARD, guard_source, suggestion_title
from connectors.desk.view import Suggestion, Suggestions
from knowledge.search import KnowledgeSearch

_MOST = 3
_FITS = 0.2
"""Least score of an item that is shown: an agent judges better than the bot, but what hardly fits only distracts."""

_TOLD_IN_PIECES = timedelta(minutes=20)
_PIECES = 8
"""As the assistant looks back: a swindle told in pieces is judged as a whole."""


class Suggester:
    """Finds answers for agents. Blocks for some milliseconds; thread-safe.

    Args:
        guard: looks at the person's words first.
        knowledge: what is known.
        wording: how it is said.
        default_dialect: of people whose dialect is not known.
        today: gives the date that decides what is current.
    """

    def __init__(
        self,
        guard: Guard,
        knowledge: KnowledgeSearch,
        wording: Wording,
        default_dialect: Dialect,
        today: Callable[[], date],
    ) -> None:
        self._guard = guard
        self._knowledge = knowledge
        self._wording = wording
        self._default_dialect = default_dialect
        self._today = today

    def suggest(self, lines: Sequence[Line], dialect: str | None, turn_id: str | None = None) -> Suggestions:
        """Answers to a turn of the person in a transcript; to the last one when no ``turn_id`` is given."""
        said = [line for line in lines if line.who == "person"]
        asked = next((line for line in reversed(said) if turn_id in (None, line.turn_id)), None)
        if asked is None:
            return Suggestions(turn_id=None, suggestions=[])
        before = [line.text for line in reversed(said) if line.at < asked.at and line.at >= asked.at - _TOLD_IN_PIECES]
        ctx = self._context(asked, Dialect(dialect) if dialect else self._default_dialect)
        finding = self._guard.look(asked.text, ctx.dialect, before=before[:_PIECES])
        found = [*self._advice(ctx, asked, finding), *self._answers(ctx)]
        return Suggestions(turn_id=asked.turn_id, suggestions=found[:_MOST])

    def _context(self, asked: Line, dialect: Dialect) -> SkillContext:
        session = asked.turn_id or asked.id
        return SkillContext(
            turn=Turn(session_id=session, text=asked.text),
            dialect=dialect,
            directive=Directive(do="search", topic=Topic.UNKNOWN, confidence=1.0),
            session=Session(session),
            not_now=False,
            knowledge=self._knowledge,
            wording=self._wording,
            today=self._today(),
        )

    def _advice(self, ctx: SkillContext, asked: Line, finding: Finding) -> Iterator[Suggestion]:
        """What the guard says now, or what the turn was answered to before private numbers were masked."""
        if finding.emergency:
            advice = self._guard.emergency_advice(finding, ctx.dialect)
            yield self._from_guard(ctx, "emergency", advice.text, advice.sources, advice.numbers)
            return
        if asked.emergency:
            draft = SKILLS["emergency"](ctx)
            yield self._from_guard(ctx, "emergency", draft.text, draft.sources, ())
            return
        risk = finding.risk
        if risk.level is RiskLevel.NONE and asked.risk is not None:
            risk = asked.risk
        if risk.level is not RiskLevel.NONE:
            advice = self._guard.advice(replace(finding, risk=risk), ctx.dialect)
            yield self._from_guard(ctx, risk.level.value, advice.text, advice.sources, advice.numbers)

    def _from_guard(
        self, ctx: SkillContext, danger: str, text: str, sources: Sequence[Source], numbers: Sequence[str]
    ) -> Suggestion:
        known = [*sources, *contacts(ctx, self._knowledge, numbers)[1], guard_source()]
        return Suggestion(id=f"{GUARD}-{danger}", title=suggestion_title(danger), text=text, score=1.0, source=known[0])

    def _answers(self, ctx: SkillContext) -> Iterator[Suggestion]:
        for hit in self._knowledge.search(ctx.query, today=ctx.today, limit=_MOST):
            if hit.score < _FITS:
                continue
            draft = answer_draft(ctx, hit.item, hit.score)
            yield Suggestion(
                id=hit.item.id,
                title=hit.item.title.cmn,
                text=draft.text,
                score=draft.confidence,
                source=draft.sources[0],
            )
