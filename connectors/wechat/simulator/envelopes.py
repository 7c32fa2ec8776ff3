"""What the platform sends to the app: the XML of a message, signed and sealed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.wechat.simulator.account import Account
from connectors.wechat.simulator.sealing import Seal, signature

_NUMBERS = frozenset({"CreateTime", "MsgId", "Location_X", "Location_Y", "Scale"})
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Parcel:
    """One request to the app's address. Posting the same one twice is a replay."""

    query: Mapping[str, str]
    body: bytes


def message_xml(fields: Mapping[str, str]) -> str:
    """The XML of a message, as the platform writes it: text in CDATA, numbers bare, a line each."""
    lines = (f"<{name}>{text if name in _NUMBERS else _cdata(text)}</{name}>" for name, text in fields.items())
    return "<xml>" + "\n".join(lines) + "\n</xml>"


def _cdata(text: str) -> str:
    text = _NOT_XML.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{text}]]>"


def parcel(
    account: Account,
    xml: str | bytes,
    *,
    now: float,
    openid: str | None = None,
    app_id: str | None = None,
    sealed: bool | None = None,
) -> Parcel:
    """Sign, and in safe mode seal, one message with a fresh timestamp and nonce.

    Args:
        account: whose token and key are used.
        xml: the message; anything at all, for tests of bad input.
        now: the timestamp.
        openid: the person, named in the query.
        app_id: sealed for this AppID instead of the account's.
        sealed: safe mode; as the account has a key or not when not given.

    Raises:
        ValueError: it is to be sealed and the account has no key.
    """
    body = xml.encode() if isinstance(xml, str) else xml
    timestamp, nonce = str(int(now)), str(secrets.randbelow(2**31))
    query = {"signature": signature(account.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
    if openid is not None:
        query["openid"] = openid
    if sealed if sealed is not None else account.aes_key is not None:
        if account.aes_key is None:
            raise ValueError("the account has no EncodingAESKey")
        closed = Seal(account.aes_key).close(body, app_id or account.app_id)
        query["encrypt_type"] = "aes"
        query["msg_signature"] = signature(account.token, timestamp, nonce, closed)
        body = message_xml({"ToUserName": account.original_id, "Encrypt": closed}).encode()
    return Parcel(query, body)


def overridden(query: Mapping[str, str], changes: Mapping[str, str | None]) -> dict[str, str]:
    """The query with fields set to something else, or taken away where the change is None."""
    return {name: text for name, text in {**query, **changes}.items() if text is not None}
