"""What is done with a message: the assistant answers words, the channel itself all else."""

from __future__ import annotations

import asyncio
from functools import partial

from sqlalchemy.orm import Session as SqlSession

from bot.dialect import detect
from bot.memory import Session
from bot.turn import MAX_TEXT_CHARACTERS, Channel, Dialect, Turn
from connectors.house import House
from connectors.wechat import texts
from connectors.wechat.family import Family
from connectors.wechat.inbound import Inbound
from connectors.wechat.inbox import Messages, answered
from connectors.wechat.platform import Platform
from connectors.wechat.rendering import messages_of, text_message
from connectors.wechat.voice import NotHeardError, heard

_FOLLOWING = frozenset({"scan", "subscribe", "subscribe_scan"})


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

    def urgent(self, inbound: Inbound) -> bool:
        """Whether it tells of an emergency, which waits for nothing."""
        dialect = detect(inbound.text) or self._default
        return bool(self._house.guard.look(inbound.text[:MAX_TEXT_CHARACTERS], dialect).emergency)

    async def to(self, inbound: Inbound, session_id: str) -> Messages | None:
        """The channel's own answer; None when there is an answer that is noted already.

        Raises:
            AnsweredError: somebody else has answered it.
            StoreError: the database is away.
        """
        session = await asyncio.to_thread(self._house.store.load, session_id)
        dialect = session.dialect or self._default
        if inbound.kind == "event":
            return await self._event(inbound, session, dialect)
        words, problem = await self._words(inbound)
        wish = None if problem else texts.command(words)
        if wish:
            return await self._family.wish(*wish, inbound.openid, session_id, dialect, partial(self._note, inbound))
        if problem and not session.held_by:
            return [text_message(texts.say(problem, dialect))]
        return await self._turn(inbound, session_id, words or texts.unread(inbound.kind))

    async def _words(self, inbound: Inbound) -> tuple[str, str]:
        """What was said, and what is the matter with it: the channel's sentence about it, or nothing."""
        if inbound.kind == "voice" and not inbound.text:
            try:
                return await heard(self._house, self._platform, inbound.media_id), ""
            except NotHeardError as error:
                return "", error.reason
        if inbound.kind not in ("text", "voice") or not inbound.text.strip():
            return "", "only_words"
        return inbound.text, "too_long" if len(inbound.text) > MAX_TEXT_CHARACTERS else ""

    async def _event(self, inbound: Inbound, session: Session, dialect: Dialect) -> Messages | None:
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
                return await self._turn(inbound, session.id, question)
            return [text_message(welcome)] if welcome else []
        if inbound.event == "unsubscribe":
            await asyncio.to_thread(self._house.family.unlink, inbound.openid, None)
        return []

    async def _turn(self, inbound: Inbound, session_id: str, words: str) -> Messages | None:
        turn = Turn(
            session_id=session_id,
            text=words[:MAX_TEXT_CHARACTERS],
            channel=Channel.WECHAT,
            message_id=inbound.message_id,
        )
        reply = await self._house.answer(turn)
        return messages_of(reply) if "memory" in reply.degraded else None

    @staticmethod
    def _note(inbound: Inbound, sql: SqlSession, messages: Messages) -> None:
        answered(sql, inbound.message_id, messages)
