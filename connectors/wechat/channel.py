"""The WeChat channel: answers the platform within its five seconds, or later by its API; each message once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog

from bot.memory import StoreError
from bot.turn import MAX_TEXT_CHARACTERS, Channel, Dialect, Turn
from connectors.house import House
from connectors.outbox import Parcel, Sender
from connectors.wechat import texts
from connectors.wechat.envelope import Envelope
from connectors.wechat.family import Family
from connectors.wechat.inbound import Inbound, parse
from connectors.wechat.inbox import LEASE, AnsweredError, Inbox, Messages, Taken
from connectors.wechat.notices import Notices
from connectors.wechat.platform import Platform
from connectors.wechat.rendering import messages_of, passive, text_message
from connectors.wechat.voice import NotHeardError, heard

log = structlog.get_logger(__name__)

SUCCESS = "success"
"""To the platform: taken, nothing to show."""

_LOOK_S = 0.05
_PEACE_S = 5.0
_KEPT = timedelta(days=1)
"""How long messages that were answered are kept to be recognised; the platform's attempts end after seconds."""


class WeChatChannel:
    """One account's channel. `start` and `aclose` it from the event loop.

    Args:
        house: with the WeChat settings in it.
        inbox: the account's inbox, a companion of the house's conversation store.
    """

    def __init__(self, house: House, inbox: Inbox) -> None:
        settings = house.settings
        key = settings.wechat_aes_key
        secret = settings.wechat_secret
        if not (settings.wechat_token and settings.wechat_app_id and secret):
            raise ValueError("the WeChat settings are not complete")
        self._house = house
        self._inbox = inbox
        self._passive_s = settings.wechat_passive_s
        self._default = settings.default_dialect
        self.envelope = Envelope(settings.wechat_token, settings.wechat_app_id, key.get_secret_value() if key else None)
        self.platform = Platform(str(settings.wechat_api_url), settings.wechat_app_id, secret.get_secret_value())
        self.sender = Sender(house.outbox, self._deliver)
        self._family = Family(house.family, house.rates)
        self._working: dict[str, asyncio.Task[Messages]] = {}
        self._notices = Notices(house.database, house.cases, house.wording, settings.default_dialect)
        self._beside: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to send, and to look after messages that another process left."""
        self.sender.start()
        self._beside = [
            asyncio.create_task(self._keep(), name="wechat-inbox"),
            asyncio.create_task(self._listen(), name="wechat-listener"),
        ]

    async def aclose(self) -> None:
        """Finish what is being answered, then end."""
        for task in self._beside:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if self._working:
            await asyncio.wait(self._working.values(), timeout=_PEACE_S)
        await self.sender.aclose()
        await self.platform.aclose()

    async def receive(self, query: Mapping[str, str], body: bytes) -> str:
        """Answer one request of the platform.

        Raises:
            RefusedError, MalformedError: see `Envelope.open` and `parse`.
            StoreError: it could not be taken in; the platform will come again.
        """
        began = time.monotonic()
        inbound = parse(self.envelope.open(query, body))
        signature = self.envelope.signature_of(query)
        taken = await asyncio.to_thread(self._inbox.take, inbound, signature)
        if taken.answered:
            self.sender.wake()
            return self._response(inbound, taken.messages)
        if taken.mine and inbound.message_id not in self._working:
            self._work_on(inbound, taken.session_id)
        outcome = await self._outcome(inbound, began + self._passive_s)
        return self._response(inbound, outcome.messages)

    def _work_on(self, inbound: Inbound, session_id: str) -> asyncio.Task[Messages]:
        task = asyncio.create_task(self._answer(inbound, session_id), name="wechat-answer")
        self._working[inbound.message_id] = task
        task.add_done_callback(lambda _: self._working.pop(inbound.message_id, None))
        return task

    async def _outcome(self, inbound: Inbound, until: float) -> Taken:
        """The answer when it is there in time; else it is left to the API, and the response stays empty."""
        task = self._working.get(inbound.message_id)
        if task:
            done, _ = await asyncio.wait({task}, timeout=max(0.0, until - time.monotonic()))
            if done and not task.cancelled() and task.exception() is None:
                return await self._stored(inbound, task.result())
        else:  # another process is on it
            while time.monotonic() < until:
                found = await asyncio.to_thread(self._inbox.outcome, inbound.message_id)
                if found:
                    return found
                await asyncio.sleep(_LOOK_S)
        try:
            if await asyncio.to_thread(self._inbox.defer, inbound.message_id):
                return Taken("")
            return await asyncio.to_thread(self._inbox.outcome, inbound.message_id) or Taken("")
        except StoreError:
            return Taken("")

    async def _stored(self, inbound: Inbound, messages: Messages) -> Taken:
        """What the inbox holds is what counts: another attempt may have had the answer deferred meanwhile."""
        try:
            found = await asyncio.to_thread(self._inbox.outcome, inbound.message_id)
        except StoreError:
            found = None
        return found or Taken("", answered=True, messages=messages)

    def _response(self, inbound: Inbound, messages: Messages | None) -> str:
        if not messages:
            return SUCCESS
        return self.envelope.seal(passive(messages[0], openid=inbound.openid, account=inbound.account))

    async def _answer(self, inbound: Inbound, session_id: str) -> Messages:
        """Answer a message and note the answer; gives it."""
        try:
            messages = await self._reaction(inbound, session_id)
        except AnsweredError:
            return []
        except Exception as error:
            log.error("wechat_answer_failed", exc_info=error)
            messages = [text_message(texts.say("trouble", self._default))]
        else:
            if messages is None:  # a turn, which was noted when it was recorded
                found = await asyncio.to_thread(self._inbox.outcome, inbound.message_id)
                self.sender.wake()
                return (found.messages if found else None) or []
        with suppress(AnsweredError):
            if await asyncio.to_thread(self._inbox.answer, inbound.message_id, messages):
                self.sender.wake()
        return messages

    async def _reaction(self, inbound: Inbound, session_id: str) -> Messages | None:
        """The channel's own answer; None when the assistant answered and that is noted."""
        session = await asyncio.to_thread(self._house.store.load, session_id)
        dialect = session.dialect or self._default
        if inbound.kind == "event":
            return await self._event(inbound, session_id, dialect)
        if inbound.kind == "voice":
            try:
                words = inbound.text or await heard(self._house, self.platform, inbound.media_id)
            except NotHeardError as error:
                return self._own(error.reason, dialect)
            return await self._turn(inbound, session_id, words)
        if inbound.kind != "text" or not inbound.text.strip():
            return self._own("only_words", dialect)
        if len(inbound.text) > MAX_TEXT_CHARACTERS:
            return self._own("too_long", dialect)
        wish = texts.command(inbound.text)
        if wish:
            return await self._family.wish(*wish, inbound.openid, session_id, dialect)
        return await self._turn(inbound, session_id, inbound.text)

    async def _event(self, inbound: Inbound, session_id: str, dialect: Dialect) -> Messages | None:
        code = self._family.code_of(inbound.event_key)
        if inbound.event in ("scan", "subscribe", "subscribe_scan"):
            welcome = [] if inbound.event == "scan" else self._own("welcome", dialect)
            linked = await self._family.wish("link", code, inbound.openid, session_id, dialect) if code else []
            return [*welcome, *linked]
        if inbound.event == "click":
            question = texts.menu_question(inbound.event_key, dialect)
            return await self._turn(inbound, session_id, question) if question else self._own("welcome", dialect)
        if inbound.event == "unsubscribe":
            await asyncio.to_thread(self._house.family.unlink_member, inbound.openid)
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

    def _own(self, key: str, dialect: Dialect) -> Messages:
        return [text_message(texts.say(key, dialect))]

    async def _deliver(self, parcel: Parcel) -> None:
        await self.platform.send(parcel.recipient, parcel.payload)

    async def _keep(self) -> None:
        """Renew what is worked on, take over what was left, forget what is over."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                await asyncio.to_thread(self._inbox.renew, list(self._working))
                for inbound, session_id in await asyncio.to_thread(self._inbox.abandoned):
                    log.warning("wechat_message_taken_over")
                    self._work_on(inbound, session_id)
                await asyncio.to_thread(self._inbox.forget_before, datetime.now(UTC) - _KEPT)
            except StoreError as error:
                log.error("wechat_inbox_unreadable", reason=str(error))

    async def _listen(self) -> None:
        """Send what other parts put into the outbox, and tell people when an agent comes or goes."""
        async with self._house.bus.listen() as events:
            async for event in events:
                try:
                    if event.kind == "case" and event.case_id is not None:
                        await asyncio.to_thread(self._notices.changed, event.case_id)
                except StoreError as error:
                    log.error("wechat_notice_lost", reason=str(error))
                self.sender.wake()
