"""The state of the platform: one account, the people who know it, and what lies between them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from connectors.wechat.simulator.account import Account
from connectors.wechat.simulator.allowance import Allowance
from connectors.wechat.simulator.clock import Clock
from connectors.wechat.simulator.codes import Codes
from connectors.wechat.simulator.contents import Content
from connectors.wechat.simulator.counters import Counters
from connectors.wechat.simulator.courier import Courier
from connectors.wechat.simulator.errors import ApiError
from connectors.wechat.simulator.faults import Faults, Luck
from connectors.wechat.simulator.journal import How, Journal, Received, Sent
from connectors.wechat.simulator.labels import notice
from connectors.wechat.simulator.media import MediaStore
from connectors.wechat.simulator.tokens import Tokens


@dataclass
class Follower:
    """What the platform knows of a person."""

    following: bool = False
    allowance: Allowance = field(default_factory=Allowance)


class Platform:
    """Everything that is kept. Changed only in the simulator's event loop.

    Args:
        account: the account that is played.
        webhook_url: where its app listens.
        faults: the faults at the start.
        token_lifetime_s: how long access tokens are good for.
    """

    def __init__(self, account: Account, webhook_url: str, faults: Faults, token_lifetime_s: float) -> None:
        self.account = account
        self.clock = Clock()
        self.counters = Counters()
        self.journal = Journal()
        self.luck = Luck(faults)
        self.media = MediaStore(self.clock)
        self.tokens = Tokens(self.clock, self.counters, token_lifetime_s)
        self.codes = Codes(self.clock)
        self.menu: list[dict[str, Any]] = []
        self.may_send = True
        """Whether the account has the right to send customer-service messages."""
        self.followers: dict[str, Follower] = {}
        self.courier = Courier(
            webhook_url, account, self.journal, self.counters, self.luck, self.clock, notice("fault")
        )
        self._msg_ids = count(24_000_000_000_000_001 + secrets.randbelow(10**12))

    def follower(self, openid: str) -> Follower:
        """The person with this OpenID; new ones do not follow yet."""
        return self.followers.setdefault(openid, Follower())

    async def message(self, openid: str, kind: str, fields: Mapping[str, str]) -> Sent:
        """The person sends a message, and so they follow. Gives what became of it."""
        follower = self.follower(openid)
        follower.following = True
        follower.allowance.wrote(self.clock.now())
        return await self._push(openid, kind, fields, str(next(self._msg_ids)))

    async def event(self, openid: str, kind: str, fields: Mapping[str, str]) -> Sent:
        """Something happened with the person. Events have no MsgId."""
        follower = self.follower(openid)
        if kind == "unsubscribe":
            follower.following = False
            follower.allowance.end()
        else:
            follower.following = True
        if kind in ("subscribe", "SCAN", "CLICK"):
            follower.allowance.did(kind, self.clock.now())
        return await self._push(openid, kind, fields, None)

    def show_custom(self, openid: str, content: Content) -> None:
        """Show a customer-service message.

        Raises:
            ApiError: the person must not be written to now.
        """
        fault = self.follower(openid).allowance.use(self.clock.now())
        if fault is not None:
            raise ApiError(fault)
        self.counters.service += 1
        self._show(openid, How.SERVICE, content)

    def tell(self, openid: str, text: str) -> None:
        """The platform itself says something in the person's chat."""
        self._show(openid, How.NOTICE, Content("text", text=text))

    def _show(self, openid: str, how: How, content: Content) -> None:
        self.journal.put(Received(self.journal.next_id(), self.clock.now(), openid, how, content))

    async def _push(self, openid: str, kind: str, fields: Mapping[str, str], msg_id: str | None) -> Sent:
        now = self.clock.now()
        event = msg_id is None
        whole = {
            "ToUserName": self.account.original_id,
            "FromUserName": openid,
            "CreateTime": str(int(now)),
            "MsgType": "event" if event else kind,
            **({"Event": kind} if event else {}),
            **fields,
            **({} if msg_id is None else {"MsgId": msg_id}),
        }
        sent = Sent(self.journal.next_id(), now, openid, kind, whole, msg_id)
        self.journal.put(sent)
        follower = self.follower(openid)
        return await self.courier.deliver(sent, told=lambda: follower.following)
