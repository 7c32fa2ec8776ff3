"""A message of the platform as this channel understands it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from wechatpy import parse_message

from connectors.wechat.envelope import MalformedError

_LONGEST_ID = 160


@dataclass(frozen=True)
class Inbound:
    """One message or event.

    ``message_id`` is the platform's MsgId; events have none, there sender, time and event stand for it. ``kind`` is
    the platform's MsgType (text, voice, event …). ``text``: what was written, or what the platform heard. ``digest``
    tells the same message from another; without the account's token nobody can try words on it.
    """

    message_id: str
    openid: str
    account: str
    kind: str
    digest: str
    text: str = ""
    media_id: str = ""
    event: str = ""
    event_key: str = ""


def parse(xml: str, token: str) -> Inbound:
    """Read a message that was opened; ``token`` is the account's.

    Raises:
        MalformedError: something every message has is missing or odd.
    """
    try:
        message = parse_message(xml)
        raw: dict[str, Any] = message._data
        fields = {name: value for name, value in raw.items() if isinstance(value, str)}
        kind, openid, account = (fields[name] for name in ("MsgType", "FromUserName", "ToUserName"))
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise MalformedError(f"not a message: {type(error).__name__}") from error
    kind, event = kind.lower(), fields.get("Event", "").lower()
    if len(openid) > 64:
        raise MalformedError("openid too long")
    names = (openid, fields.get("CreateTime", ""), event, fields.get("EventKey", ""))
    said = [fields.get(name, "") for name in ("Content", "MediaId", "Event", "EventKey")]
    message_id = fields.get("MsgId") or hashlib.sha256("\0".join(names).encode()).hexdigest()
    return Inbound(
        message_id=message_id[:_LONGEST_ID],
        openid=openid,
        account=account,
        kind=kind,
        digest=hmac.new(token.encode(), "\0".join([openid, kind, *said]).encode(), "sha256").hexdigest(),
        text=fields.get("Recognition" if kind == "voice" else "Content", ""),
        media_id=fields.get("MediaId", ""),
        event=event,
        event_key=fields.get("EventKey", ""),
    )
