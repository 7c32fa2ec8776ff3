"""A WeChat channel in this process, with everything real behind it but Rasa; its database may be made to fail."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.family import FamilyLinks
from bot.handover import Case
from bot.memory import StoreError
from bot.turn import Channel
from connectors.house import House
from connectors.outbox.tables import OutboxRow
from connectors.settings import Settings
from connectors.wechat import channel as channel_module
from connectors.wechat.channel import WeChatChannel
from connectors.wechat.tables import PersonRow

TOKEN = "token-of-the-account"
NOWHERE = "http://127.0.0.1:9"


@dataclass
class Near:
    """A channel, and ways to look behind it."""

    house: House
    channel: WeChatChannel
    _numbers: Iterator[int] = field(default_factory=count)

    async def pushed(self, text: str, openid: str = "oOne", message_id: str = "", kind: str = "text") -> str:
        """The response to one push of the platform."""
        number = message_id or f"{next(self._numbers)}"
        content = f"<Content><![CDATA[{text}]]></Content>" if kind == "text" else "<MediaId>m</MediaId>"
        xml = (
            f"<xml><ToUserName>gh</ToUserName><FromUserName>{openid}</FromUserName><CreateTime>1</CreateTime>"
            f"<MsgType>{kind}</MsgType>{content}<MsgId>{number}</MsgId></xml>"
        )
        signed = [TOKEN, f"{int(time.time())}", secrets.token_hex(5)]
        signature = hashlib.sha1("".join(sorted(signed)).encode()).hexdigest()  # noqa: S324 (as the platform does)
        query = {"timestamp": signed[1], "nonce": signed[2], "signature": signature}
        return await self.channel.receive(query, xml.encode())

    def session(self, openid: str = "oOne") -> str:
        with self.house.database.reading() as sql:
            return sql.scalars(select(PersonRow.session_id).where(PersonRow.openid == openid)).one()

    def turns(self, openid: str = "oOne") -> list[str]:
        """What the person said, as far as it is stored."""
        return [text for text, _ in self.house.store.turns(self.session(openid))]

    def cases(self) -> list[Case]:
        return self.house.cases.open()

    def to_be_sent(self, recipient: str = "oOne") -> list[str]:
        """What waits for the person or was sent, in order."""
        with self.house.database.reading() as sql:
            rows = sql.scalars(select(OutboxRow.payload).where(OutboxRow.recipient == recipient).order_by(OutboxRow.id))
            return [payload["text"]["content"] for payload in rows if payload["msgtype"] == "text"]

    def links(self, member: str, openid: str = "oOne") -> None:
        """Have a family member told."""
        family: FamilyLinks = self.house.family
        family.redeem(family.new_code(self.session(openid), "我同意", Channel.WECHAT)[0], member, "own")


@asynccontextmanager
async def near(home: Path, **settings: Any) -> AsyncIterator[Near]:
    """One on a fresh database; the platform's API is not there."""
    account = {"wechat_app_id": "wx0000000000000000", "wechat_secret": "secret", "wechat_api_url": NOWHERE}
    given = Settings(home=home, rasa=False, wechat_token=TOKEN, _env_file=None, **account, **settings)
    house = House(given)
    house.open(recognition=False)
    house.start(rasa=False)
    await house.bus.open()
    assert house.inbox is not None
    channel = WeChatChannel(house, house.inbox)
    channel.start()
    try:
        yield Near(house, channel)
    finally:
        await channel.aclose()
        await house.close()


@contextmanager
def failing(part: Any, name: str, times: int = 1) -> Iterator[Callable[[], int]]:
    """A method of the storage that fails so often; gives how often it has failed."""
    works, failed = getattr(part, name), 0

    def fails(*arguments: Any, **named: Any) -> Any:
        nonlocal failed
        if failed < times:
            failed += 1
            raise StoreError("the disk is on fire")
        return works(*arguments, **named)

    setattr(part, name, fails)
    try:
        yield lambda: failed
    finally:
        setattr(part, name, works)


__all__ = ["Near", "channel_module", "failing", "near"]
