"""The WeChat channel: answers the platform within its five seconds, or later by its API; each message once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import structlog

from bot.memory import StoreError, in_the_end, in_time
from connectors.house import House
from connectors.outbox import Parcel, Sender
from connectors.wechat import texts
from connectors.wechat.answers import Answers
from connectors.wechat.envelope import Envelope
from connectors.wechat.inbound import Inbound, parse
from connectors.wechat.inbox import LEASE, Inbox, Messages
from connectors.wechat.platform import Platform
from connectors.wechat.reactions import Reactions
from connectors.wechat.rendering import passive, text_message
from connectors.wechat.undelivered import undelivered

log = structlog.get_logger(__name__)

SUCCESS = "success"
"""To the platform: taken, nothing to show."""

_LOOK_S = 0.05
_MOST_WAITING = 200
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
        self._token = settings.wechat_token
        self.envelope = Envelope(self._token, settings.wechat_app_id, key.get_secret_value() if key else None)
        self.platform = Platform(str(settings.wechat_api_url), settings.wechat_app_id, secret.get_secret_value())
        self.sender = Sender(house.outbox, self._deliver, undelivered=undelivered, announce=house.bus.publish)
        self._reactions = Reactions(house, self.platform)
        self._trouble = [text_message(texts.say("trouble", settings.default_dialect))]
        self._answers = Answers(inbox, self._reactions, self._trouble, self.sender.wake)
        self._waiting: set[asyncio.Task[None]] = set()
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
        beside = [*self._beside, *self._waiting]
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await self._answers.aclose()
        await self.sender.aclose()
        await self.platform.aclose()

    async def receive(self, query: Mapping[str, str], body: bytes) -> str:
        """Answer one request of the platform.

        Raises:
            RefusedError, MalformedError: see `Envelope.open` and `parse`.
            StoreError: it could not be taken in; the platform will come again.
        """
        began = time.monotonic()
        inbound = parse(self.envelope.open(query, body), self._token)
        behind = self._answers.wait_s >= self._passive_s
        urgent = self._reactions.urgent(inbound.text) if behind else None
        late = behind and not (urgent and self._passive_s)
        signature = self.envelope.signature_of(query)
        try:
            taken = await in_time(self._inbox.take, inbound, signature, defer=late)
        except StoreError:
            first_aid = self._reactions.first_aid(inbound)
            if not first_aid:
                raise
            self._take_later(inbound, signature)
            return self._response(inbound, first_aid)
        if taken.answered:
            self.sender.wake()
            return self._response(inbound, taken.messages)
        if taken.mine:
            self._answers.begin(inbound, taken.session_id, waits=taken.waits, urgent=urgent)
        if taken.deferred:
            return SUCCESS
        return self._response(inbound, await self._outcome(inbound, began + self._passive_s, last=taken.last))

    async def _outcome(self, inbound: Inbound, until: float, *, last: bool) -> Messages | None:
        """The answer when it is there in time; else it is left to the API, and the response stays empty.

        Raises:
            StoreError: that cannot be noted; the platform will come again, unless this is the ``last`` time.
        """
        task = self._answers.of(inbound.message_id)
        if task:
            done, _ = await asyncio.wait({task}, timeout=max(0.0, until - time.monotonic()))
            if done and not task.cancelled() and task.exception() is None:
                return task.result()
        else:  # another process is on it
            while time.monotonic() < until:
                found = await asyncio.to_thread(self._inbox.outcome, inbound.message_id)
                if found:
                    return found.messages
                await asyncio.sleep(_LOOK_S)
        try:
            if await in_time(self._inbox.defer, inbound.message_id):
                return None
            found = await in_time(self._inbox.outcome, inbound.message_id)
        except StoreError:
            if last:
                self._answers.unread(inbound.message_id)
            raise
        return found.messages if found else None

    def _take_later(self, inbound: Inbound, signature: str) -> None:
        """Take an emergency in when the database is there again: an agent and the family have to know of it."""
        if len(self._waiting) >= _MOST_WAITING:
            log.error("wechat_emergency_not_taken_in", reason="too many wait")
            return
        task = asyncio.create_task(self._take_in_the_end(inbound, signature), name="wechat-emergency")
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _take_in_the_end(self, inbound: Inbound, signature: str) -> None:
        try:
            taken = await in_the_end(self._inbox.take, inbound, signature)
        except StoreError as error:
            log.error("wechat_emergency_not_taken_in", reason=str(error))
            return
        if taken.mine:
            self._answers.begin(inbound, taken.session_id, waits=False, urgent=True)

    def _response(self, inbound: Inbound, messages: Messages | None) -> str:
        if not messages:
            return SUCCESS
        return self.envelope.seal(passive(messages[0], openid=inbound.openid, account=inbound.account))

    async def _deliver(self, parcel: Parcel) -> None:
        await self.platform.send(parcel.recipient, parcel.payload)

    async def _keep(self) -> None:
        """Renew what is worked on, take over what was left, forget what is over."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                await asyncio.to_thread(self._inbox.renew, self._answers.under_way())
                for inbound, session_id in await asyncio.to_thread(self._inbox.abandoned, self._trouble):
                    log.warning("wechat_message_taken_over")
                    self._answers.begin(inbound, session_id, waits=True)
                self.sender.wake()
                await asyncio.to_thread(self._inbox.forget_before, datetime.now(UTC) - _KEPT)
            except StoreError as error:
                log.error("wechat_inbox_unreadable", reason=str(error))
            except Exception as error:
                log.error("wechat_inbox_not_kept", exc_info=error)

    async def _listen(self) -> None:
        """Send what other parts put into the outbox."""
        async with self._house.bus.listen() as events:
            async for _ in events:
                self.sender.wake()
