"""What is done with a message: the assistant answers words, the channel itself all else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy.orm import Session as SqlSession

from bot.dialect import detect
from bot.memory import Session, StoreError, in_time
from bot.turn import MAX_TEXT_CHARACTERS, Channel, Turn
from connectors.house import House
from connectors.wechat import texts
from connectors.wechat.family import Family
from connectors.wechat.inbound import Inbound
from connectors.wechat.inbox import Messages, answered
from connectors.wechat.platform import Platform
from connectors.wechat.rendering import messages_of, text_message
from connectors.wechat.voice import NotHeardError, heard

log = structlog.get_logger(__name__)

_FOLLOWING = frozenset({"scan", "subscribe", "subscribe_scan"})


@dataclass(frozen=True)
class Words:
    """What was said, and what is the matter with it: the channel's sentence about it, or nothing."""

    text: str
    problem: str = ""


class NotStoredError(StoreError):
    """The turn could not be stored. ``first_aid``: what the person needs now all the same; else nothing."""

    def __init__(self, first_aid: Messages) -> None:
        super().__init__("the turn could not be stored")
        self.first_aid = first_aid


class Reactions:
    """Answers messages, each as what it is.

    While an agent holds the conversation the channel is as silent as the assistant: what is not words is shown to the
    agent as such. Only wishes about family links are seen to as ever.

    Args:
        house: with the assistant.
        platform: to fetch media from.
    """

    def __init__(self, house: House, platform: Platform) -> None:
        self._house = house
        self._platform = platform
        self._family = Family(house.family, house.rates)
        self._default = house.settings.default_dialect

    def urgent(self, text: str) -> bool:
        """Whether it tells of an emergency, which waits for nothing."""
        dialect = detect(text) or self._default
        return bool(self._house.guard.look(text[:MAX_TEXT_CHARACTERS], dialect).emergency)

    def first_aid(self, inbound: Inbound) -> Messages:
        """What to do in an emergency, for when nothing can be taken in; nothing for other messages."""
        reply = self._house.assistant.first_aid(_turn(inbound, "", inbound.text))
        return messages_of(reply) if reply else []

    async def words(self, inbound: Inbound) -> Words:
        """What was said. A voice note that the platform did not understand is fetched and recognised here."""
        if inbound.kind == "event":
            return Words("")
        if inbound.kind == "voice" and not inbound.text:
            try:
                return Words(await heard(self._house, self._platform, inbound.media_id))
            except NotHeardError as error:
                return Words("", error.reason)
        if inbound.kind not in ("text", "voice") or not inbound.text.strip():
            return Words("", "only_words")
        return Words(inbound.text, "too_long" if len(inbound.text) > MAX_TEXT_CHARACTERS else "")

    async def to(self, inbound: Inbound, session_id: str, words: Words) -> Messages | None:
        """The channel's own answer; None when there is an answer that is noted already.

        Raises:
            AnsweredError: somebody else has answered it.
            NotStoredError: it was answered, but that could not be stored.
            StoreError: the database is away.
        """
        if inbound.kind == "event":
            return await self._event(inbound, await self._session(session_id))
        if words.problem:
            session = await self._session(session_id)
            if not session.held_by:
                return [text_message(texts.say(words.problem, session.dialect or self._default))]
        elif wish := texts.command(words.text):
            dialect = (await self._session(session_id)).dialect or self._default
            return await self._family.wish(*wish, inbound.openid, session_id, dialect, partial(self._note, inbound))
        await self._answer(inbound, session_id, words.text or texts.unread(inbound.kind))
        return None

    async def _session(self, session_id: str) -> Session:
        try:
            return await in_time(self._house.store.load, session_id)
        except StoreError as error:  # the assistant knows what to do without
            log.error("wechat_session_unreadable", reason=str(error))
            return Session(session_id)

    async def _event(self, inbound: Inbound, session: Session) -> Messages | None:
        dialect = session.dialect or self._default
        welcome = "" if session.held_by else texts.say("welcome", dialect)
        if inbound.event in _FOLLOWING:
            code = self._family.code_of(inbound.event_key)
            if inbound.event == "scan":
                welcome = ""
            if code:
                before = f"{welcome}\n" if welcome else ""
                note = partial(self._note, inbound)
                return await self._family.link(code, inbound.openid, session.id, dialect, note, before)
            return [text_message(welcome)] if welcome else []
        if inbound.event == "click":
            question = texts.menu_question(inbound.event_key, dialect)
            if question:
                await self._answer(inbound, session.id, question)
                return None
            return [text_message(welcome)] if welcome else []
        if inbound.event == "unsubscribe":
            await asyncio.to_thread(self._house.family.unlink, inbound.openid, None)
        return []

    async def _answer(self, inbound: Inbound, session_id: str, words: str) -> None:
        """Have the assistant answer; that is noted when the turn is stored."""
        reply = await self._house.answer(_turn(inbound, session_id, words))
        if "memory" in reply.degraded:
            raise NotStoredError(messages_of(reply) if reply.emergency else [])

    @staticmethod
    def _note(inbound: Inbound, sql: SqlSession, messages: Messages) -> None:
        answered(sql, inbound.message_id, messages)


def _turn(inbound: Inbound, session_id: str, words: str) -> Turn:
    return Turn(
        session_id=session_id or "wechat",
        text=words[:MAX_TEXT_CHARACTERS],
        channel=Channel.WECHAT,
        message_id=inbound.message_id,
    )
