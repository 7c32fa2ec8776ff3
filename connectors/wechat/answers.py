"""The answers that this process is working on: so many at once, those of one person one after another."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress

import structlog

from bot.memory import StoreError, in_the_end
from connectors.wechat.inbound import Inbound
from connectors.wechat.inbox import AnsweredError, Inbox, Messages
from connectors.wechat.reactions import NotStoredError, Reactions, Words

log = structlog.get_logger(__name__)

_AT_ONCE = 12
"""Turns; more would only take the time of those who knock meanwhile."""

_VOICES = 8
"""Voice notes that are fetched at once. They wait for the platform, and no written word waits for them."""

_LOOK_S = 0.1
_LONGEST_TURN_S = 20.0
"""So long a message waits for the answers to earlier ones; a process that is gone is replaced in less."""

_PEACE_S = 5.0
_STEADY = 0.9
"""Share of what was known in the usual time of an answer, when one more has been seen."""

Answer = asyncio.Task[Messages | None]
"""Gives what the response to the platform may hold."""


class Answers:
    """Works on messages in the order in which they came, an emergency at once.

    Args:
        inbox: where answers are noted.
        reactions: what is answered.
        trouble: the answer where that fails.
        sending: called when something is to be sent.
    """

    def __init__(self, inbox: Inbox, reactions: Reactions, trouble: Messages, sending: Callable[[], None]) -> None:
        self._inbox = inbox
        self._reactions = reactions
        self._trouble = trouble
        self._sending = sending
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._voices = asyncio.Semaphore(_VOICES)
        self._ready = 0
        self._unread: set[asyncio.Task[None]] = set()
        self._tasks: dict[str, Answer] = {}
        self._last: dict[str, Answer] = {}
        self._usual_s = 0.0

    def begin(self, inbound: Inbound, session_id: str, *, waits: bool, urgent: bool | None = None) -> None:
        """Answer a message, unless that is under way.

        Args:
            inbound: the message.
            session_id: the person's conversation.
            waits: an earlier message of the person is not answered yet.
            urgent: it waits for nothing; None where nobody has looked.
        """
        if inbound.message_id in self._tasks:
            return
        before = self._last.get(inbound.openid) if waits else None
        task = asyncio.create_task(self._answer(inbound, session_id, before, waits, urgent), name="wechat-answer")
        self._tasks[inbound.message_id] = self._last[inbound.openid] = task
        task.add_done_callback(lambda done: self._done(inbound, done))

    def of(self, message_id: str) -> Answer | None:
        """The answer under way to a message."""
        return self._tasks.get(message_id)

    def under_way(self) -> list[str]:
        """The messages that are worked on or wait for it."""
        return list(self._tasks)

    @property
    def wait_s(self) -> float:
        """How long one more answer would take now, as far as one can tell."""
        return self._usual_s * (1 + self._ready // _AT_ONCE)

    def unread(self, message_id: str) -> None:
        """Nobody will read this answer in a response any more, and that could not be noted: have it sent after all."""
        task = asyncio.create_task(self._send_after_all(message_id), name="wechat-unread")
        self._unread.add(task)
        task.add_done_callback(self._unread.discard)

    async def _send_after_all(self, message_id: str) -> None:
        if answer := self._tasks.get(message_id):
            await asyncio.wait({answer})
        try:
            await in_the_end(self._inbox.send_after_all, message_id)
        except StoreError as error:
            log.error("wechat_answer_not_sent", reason=str(error))
        self._sending()

    async def aclose(self) -> None:
        """Finish what can be finished; another process takes over the rest."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=_PEACE_S)
            for answer in late:
                answer.cancel()
        for unread in self._unread:
            unread.cancel()

    def _done(self, inbound: Inbound, done: Answer) -> None:
        self._tasks.pop(inbound.message_id, None)
        if self._last.get(inbound.openid) is done:
            del self._last[inbound.openid]
        if not done.cancelled() and (error := done.exception()):  # its lease ends, then it is taken over
            log.error("wechat_answer_not_noted", reason=f"{type(error).__name__}: {error}")

    async def _answer(
        self, inbound: Inbound, session_id: str, before: Answer | None, waits: bool, urgent: bool | None
    ) -> Messages | None:
        if urgent is None and (waits or self._places.locked()):
            urgent = self._reactions.urgent(inbound.text)
        if waits and not urgent:
            await self._its_turn(inbound, before)
        words = await self._words(inbound)
        self._ready += 1
        try:
            heard = words.text != inbound.text
            if urgent or (heard and self._places.locked() and self._reactions.urgent(words.text)):
                return await self._react(inbound, session_id, words)
            async with self._places:
                began = time.monotonic()
                messages = await self._react(inbound, session_id, words)
                took = time.monotonic() - began
                self._usual_s = _STEADY * self._usual_s + (1 - _STEADY) * took if self._usual_s else took
                return messages
        finally:
            self._ready -= 1

    async def _words(self, inbound: Inbound) -> Words:
        async with self._voices if inbound.kind == "voice" and not inbound.text else nullcontext():
            try:
                return await self._reactions.words(inbound)
            except Exception as error:
                log.error("wechat_words_failed", exc_info=error)
                return Words("", "trouble")

    async def _its_turn(self, inbound: Inbound, before: Answer | None) -> None:
        """Wait until what the person wrote before is answered, whichever process does it; not for ever."""
        until = time.monotonic() + _LONGEST_TURN_S
        if before:
            await asyncio.wait({before}, timeout=_LONGEST_TURN_S)
        while not await asyncio.to_thread(self._inbox.is_next, inbound.message_id):
            if time.monotonic() > until:
                return
            await asyncio.sleep(_LOOK_S)

    async def _react(self, inbound: Inbound, session_id: str, words: Words) -> Messages | None:
        """Answer and note the answer.

        Raises:
            StoreError: that cannot be stored; the message will be taken over.
        """
        try:
            messages = await self._reactions.to(inbound, session_id, words)
        except AnsweredError:
            return None
        except NotStoredError as error:
            if not error.first_aid:
                raise
            return error.first_aid  # and once more when the message is taken over, with all that follows from it
        except StoreError:
            raise
        except Exception as error:
            log.error("wechat_answer_failed", exc_info=error)
            messages = self._trouble
        if messages is not None:
            with suppress(AnsweredError):
                await asyncio.to_thread(self._inbox.answer, inbound.message_id, messages)
        found = await asyncio.to_thread(self._inbox.outcome, inbound.message_id)  # it may have been deferred
        self._sending()
        return found.messages if found else None
