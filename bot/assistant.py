"""One turn in, one Reply out: the guard, understanding, a skill, wording, memory."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import structlog

from bot import warning
from bot.belated import Belated
from bot.clock import clock as clock_in_jiangmen
from bot.clock import today as today_in_jiangmen
from bot.dialect import detect
from bot.directive import Directive
from bot.follow_up import chosen, follow_up
from bot.handover import Standing
from bot.memory import ConversationStore, Event, HeldChangedError, Session, StoreError, in_time
from bot.reply import Reply, RiskLevel
from bot.safety import Finding, Guard
from bot.skills import SKILLS, Draft, Phrasing, SkillContext
from bot.skills.choosing import answered
from bot.topics import SERVICE_TOPICS, Topic
from bot.turn import REACHABLE, Channel, Dialect, Turn
from bot.understanding import Understander, UnderstandingUnavailableError
from bot.wording import Wording
from knowledge.places import Place
from knowledge.search import KnowledgeSearch

log = structlog.get_logger(__name__)

_SEARCH_ONLY = Directive(do="search", topic=Topic.UNKNOWN, confidence=0.0)
_CLEARLY_SOMETHING_ELSE = 0.8
"""From this confidence a service, or an act about how it is talked, is answered although the guard has a slight
suspicion."""

_HOW_IT_IS_TALKED = frozenset({Topic.REPEAT, Topic.SLOWER, Topic.LOUDER, Topic.SWITCH_DIALECT})


_TOLD_IN_PIECES = timedelta(minutes=20)
"""What was said longer ago does not belong to the swindle told now."""

_CALLS_SOMEBODY = frozenset({"hand_over", "complaint"})
"""Understood like this, it matters whether an agent is there."""

_NEVER_HELD_BACK = frozenset({"emergency", "hand_over"})
"""Understood like this, a turn is answered like this, whatever slight suspicion there is."""

_DRAFTS = 3
"""So often a turn is answered anew because an agent came or went meanwhile; the last answer counts in any case."""


class Assistant:
    """Answers turns. One instance serves all sessions of a process.

    Args:
        guard: looks at every turn first.
        understander: None, or one that may be away: then the turn is answered by search alone.
        store: where conversations live; a turn is stored before its reply is given.
        today: gives the date that decides what is current.
        clock: gives the time of day that decides what is open.
        place: where the kiosk stands.
        standing: tells of a session whether agents are there and how many people wait; None where there are none.
        announce: told what happened once it is stored.
    """

    def __init__(
        self,
        *,
        guard: Guard,
        understander: Understander | None,
        knowledge: KnowledgeSearch,
        wording: Wording,
        store: ConversationStore,
        default_dialect: Dialect = Dialect.YUE,
        today: Callable[[], date] = today_in_jiangmen,
        clock: Callable[[], time] = clock_in_jiangmen,
        place: Place | None = None,
        standing: Callable[[str], Standing] | None = None,
        announce: Callable[[Sequence[Event]], Awaitable[None]] | None = None,
    ) -> None:
        self.guard = guard
        self.knowledge = knowledge
        self._understander = understander
        self._wording = wording
        self._store = store
        self._default_dialect = default_dialect
        self._today = today
        self._clock = clock
        self._place = place
        self._standing = standing
        self._announce = announce
        self._belated = Belated(store, announce)
        self.remembers = True

    async def answer(self, turn: Turn) -> Reply:
        """Answer one turn; never raises for what a person said."""
        session, missing = await self._load(turn.session_id)
        drafts = 0
        while True:
            drafts += 1
            reply, after, slots = await self._reply(turn, session, missing)
            if missing:
                self._store_later(after, turn, reply, slots)
                return reply
            insists = reply.emergency or drafts == _DRAFTS
            try:
                events = await in_time(self._store.record, after, turn, reply, slots, whoever_holds=insists)
            except HeldChangedError as changed:
                session = replace(session, held_by=changed.holder)
                continue
            except StoreError as error:
                missing = self._forgetful(error)
                if not reply.text or _promises(reply):
                    session = replace(session, held_by=None)  # whoever has the case does not read this
                    continue
                reply = reply.model_copy(update={"degraded": (*reply.degraded, *missing)})
                self._store_later(after, turn, reply, slots)
                return reply
            if events and self._announce:
                await self._announce(events)
            return reply

    def first_aid(self, turn: Turn) -> Reply | None:
        """The answer to an emergency from the guard alone, for when nothing else is there; None where there is none."""
        dialect = turn.dialect or detect(turn.text) or self._default_dialect
        finding = self.guard.look(turn.text, dialect)
        if not finding.emergency:
            return None
        draft = self._warns(warning.of_emergency, finding, dialect)
        return _reply_of(draft, turn, dialect, finding, ["memory"])

    def close(self) -> None:
        """Give up what could not be stored so far."""
        self._belated.close()

    def _store_later(self, session: Session, turn: Turn, reply: Reply, slots: Mapping[str, str]) -> None:
        """See to it that danger is stored all the same; a message with an id comes again by itself."""
        if turn.message_id is None and (reply.emergency or reply.risk.level is RiskLevel.HIGH):
            self._belated.keep(session, turn, reply, slots)

    async def _reply(
        self, turn: Turn, session: Session, missing: Sequence[str]
    ) -> tuple[Reply, Session, Mapping[str, str]]:
        """The reply to a turn, what the session is after it, and what was understood."""
        degraded = list(missing)
        dialect = self._dialect(turn, session)
        since = datetime.now(UTC) - _TOLD_IN_PIECES
        before = tuple(past.text for past in session.recent if past.at >= since)
        finding = self.guard.look(turn.text, dialect, before=before)
        session = replace(session, dialect=dialect)
        draft = await self._draft(turn, dialect, session, finding, degraded)
        session = draft.session or session
        return _reply_of(draft, turn, session.dialect or dialect, finding, degraded), session, draft.slots

    def _dialect(self, turn: Turn, session: Session) -> Dialect:
        asked_for = session.dialect if session.chosen else None
        return turn.dialect or asked_for or detect(turn.text) or session.dialect or self._default_dialect

    async def _draft(
        self, turn: Turn, dialect: Dialect, session: Session, finding: Finding, degraded: list[str]
    ) -> Draft:
        if finding.emergency:
            return self._warns(warning.of_emergency, finding, dialect)
        if session.held_by:
            return Draft(text="", topic=Topic.HUMAN, confidence=1.0, handoff=True)
        if finding.risk.level is RiskLevel.HIGH:
            return self._warns(warning.of_fraud, finding, dialect)
        if not turn.text.strip():
            return Draft(
                text=self._wording.say("empty", dialect),
                topic=Topic.UNKNOWN,
                confidence=0.0,
                options=self._wording.lines("options_start", dialect),
            )
        if taken := chosen(turn.text, session):
            turn = turn.model_copy(update={"text": taken})
        directive = await self._understand(turn, degraded)
        if further := follow_up(turn.text, session):
            directive = further.directive
            turn = turn.model_copy(update={"text": further.question})
        if finding.not_paid and _just_warned(session):
            directive = Directive(do="check_scam", topic=Topic.FRAUD)
        if finding.risk.level is RiskLevel.LOW and not _about_something_else(directive):
            return self._warns(warning.of_fraud, finding, dialect)
        draft = answered(
            SkillContext(
                turn=turn,
                dialect=dialect,
                directive=directive,
                session=session,
                not_now=finding.not_now,
                knowledge=self.knowledge,
                wording=self._wording,
                today=self._today(),
                clock=self._clock(),
                place=self._place if turn.channel is Channel.KIOSK else None,
                staff=None if "memory" in degraded else await self._staff(directive, turn),
            ),
            SKILLS,
        )
        draft = replace(draft, slots=directive.slots)
        if draft.topic is Topic.SWITCH_DIALECT and draft.session:
            return await self._said_again(draft, draft.session, degraded)
        return draft

    async def _said_again(self, switched: Draft, session: Session, degraded: list[str]) -> Draft:
        """The last service question answered once more, in the dialect that was just asked for."""
        past = next(session.about(SERVICE_TOPICS), None)
        if past is None or session.dialect is None:
            return switched
        turn = Turn(session_id=session.id, text=past.text, dialect=session.dialect)
        finding = self.guard.look(turn.text, session.dialect)
        before = session.recent[session.recent.index(past) + 1 :]
        again = await self._draft(turn, session.dialect, replace(session, recent=before), finding, degraded)
        return replace(
            again,
            text=f"{switched.text}\n{again.text}",
            speech=f"{switched.text}\n{again.speech or again.text}",
            topic=switched.topic,
            confidence=switched.confidence,
            session=session,
            risk=finding.risk,
        )

    async def _understand(self, turn: Turn, degraded: list[str]) -> Directive:
        if self._understander is not None:
            try:
                return (await self._understander.understand(turn)).directive
            except UnderstandingUnavailableError as error:
                log.warning("understanding_unavailable", reason=str(error))
        degraded.append("understanding")
        return _SEARCH_ONLY

    async def _staff(self, directive: Directive, turn: Turn) -> Standing | None:
        if self._standing is None or directive.do not in _CALLS_SOMEBODY or turn.channel not in REACHABLE:
            return None
        try:
            return await in_time(self._standing, turn.session_id)
        except StoreError:
            return None

    async def _load(self, session_id: str) -> tuple[Session, list[str]]:
        """The session, and what is missing to know it."""
        try:
            session = await in_time(self._store.load, session_id)
        except StoreError as error:
            return Session(session_id), self._forgetful(error)
        self.remembers = True
        return session, []

    def _forgetful(self, error: StoreError) -> list[str]:
        """The database failed: say so, and what is missing now."""
        self.remembers = False
        log.error("memory_unavailable", reason=str(error))
        return ["memory"]

    def _warns(self, of: Callable[..., Draft], finding: Finding, dialect: Dialect) -> Draft:
        return of(finding, self.guard, Phrasing(self._wording, dialect), self.knowledge)


def _reply_of(draft: Draft, turn: Turn, dialect: Dialect, finding: Finding, degraded: Sequence[str]) -> Reply:
    return Reply(
        session_id=turn.session_id,
        turn_id=secrets.token_hex(12),
        dialect=draft.dialect or dialect,
        topic=draft.topic,
        confidence=draft.confidence,
        text=draft.text,
        speech=draft.speech or draft.text,
        cards=draft.cards,
        sources=draft.sources,
        options=draft.options,
        risk=draft.risk or finding.risk,
        emergency=draft.emergency,
        handoff=draft.handoff,
        degraded=tuple(degraded),
    )


def _promises(reply: Reply) -> bool:
    """Whether it may say that somebody was called, which is not true when it cannot be stored."""
    return reply.topic is Topic.HUMAN and bool(reply.text)


def _just_warned(session: Session) -> bool:
    return session.last is not None and session.last.reply.risk.level is not RiskLevel.NONE


def _about_something_else(directive: Directive) -> bool:
    if directive.do in _NEVER_HELD_BACK:
        return True
    others = SERVICE_TOPICS - {Topic.FRAUD} | _HOW_IT_IS_TALKED
    return directive.topic in others and directive.confidence >= _CLEARLY_SOMETHING_ELSE
