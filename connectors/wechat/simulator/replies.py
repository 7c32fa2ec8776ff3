"""The app's passive reply, read as strictly as the platform reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from connectors.wechat.simulator.account import Account
from connectors.wechat.simulator.contents import NEWS_LIMIT, TEXT_LIMIT, Article, Content
from connectors.wechat.simulator.sealing import Seal, SealError, signature

_NOTHING = (b"", b"success")
_INTEGER = re.compile(r"[0-9]{1,19}")


class MalformedReplyError(Exception):
    """The platform does not understand the reply; the message says why."""


def read_reply(body: bytes, account: Account, openid: str) -> Content | None:
    """What the reply shows the person; None when it shows nothing (empty, or ``success``).

    Args:
        body: the whole answer of the app.
        account: to check from whom it is and how it is sealed.
        openid: the person who is waiting for it.

    Raises:
        MalformedReplyError: anything else than a well-formed reply to this person.
    """
    if body in _NOTHING:
        return None
    root = _parse(body)
    if account.aes_key is not None:
        inside = _open(root, account)
        if inside in _NOTHING:
            return None
        root = _parse(inside)
    if _text(root, "ToUserName") != openid:
        raise MalformedReplyError("ToUserName is not the person")
    if _text(root, "FromUserName") != account.original_id:
        raise MalformedReplyError("FromUserName is not the account")
    _integer(root, "CreateTime")
    kind = _text(root, "MsgType")
    if kind not in _READERS:
        raise MalformedReplyError(f"MsgType {kind!r} cannot be replied")
    return _READERS[kind](root, kind)


def _parse(xml: bytes) -> Element:
    try:
        root: Element = fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise MalformedReplyError(f"no XML: {error}") from error
    if root.tag != "xml":
        raise MalformedReplyError(f"the root is <{root.tag}>, not <xml>")
    return root


def _open(root: Element, account: Account) -> bytes:
    sealed, nonce = _text(root, "Encrypt"), _text(root, "Nonce")
    timestamp = _integer(root, "TimeStamp")
    if _text(root, "MsgSignature") != signature(account.token, timestamp, nonce, sealed):
        raise MalformedReplyError("MsgSignature is wrong")
    try:
        return Seal(account.aes_key or "").open(sealed, account.app_id)
    except SealError as error:
        raise MalformedReplyError(str(error)) from error


def _text(parent: Element, name: str, *, needed: bool = True) -> str:
    found = parent.findall(name)
    if len(found) > 1:
        raise MalformedReplyError(f"{name} more than once")
    text = (found[0].text or "") if found else ""
    if needed and not text.strip():
        raise MalformedReplyError(f"{name} is missing or empty")
    return text


def _integer(parent: Element, name: str) -> str:
    text = _text(parent, name).strip()
    if not _INTEGER.fullmatch(text):
        raise MalformedReplyError(f"{name} is no whole number")
    return text


def _child(parent: Element, name: str) -> Element:
    child = parent.find(name)
    if child is None:
        raise MalformedReplyError(f"{name} is missing")
    return child


def _read_text(root: Element, kind: str) -> Content:
    text = _text(root, "Content")
    if len(text.encode()) > TEXT_LIMIT:
        raise MalformedReplyError(f"Content is longer than {TEXT_LIMIT} bytes")
    return Content(kind, text=text)


def _read_news(root: Element, kind: str) -> Content:
    items = _child(root, "Articles").findall("item")
    if int(_integer(root, "ArticleCount")) != len(items):
        raise MalformedReplyError("ArticleCount is not the number of items")
    if not 1 <= len(items) <= NEWS_LIMIT:
        raise MalformedReplyError(f"1 to {NEWS_LIMIT} articles are allowed")
    return Content(kind, articles=tuple(_article(item) for item in items))


def _article(item: Element) -> Article:
    return Article(
        title=_text(item, "Title"),
        description=_text(item, "Description", needed=False),
        url=_text(item, "Url", needed=False),
        picture=_text(item, "PicUrl", needed=False),
    )


def _read_medium(root: Element, kind: str) -> Content:
    medium = _child(root, kind.capitalize())
    return Content(kind, text=_text(medium, "Title", needed=False), media_id=_text(medium, "MediaId"))


def _read_music(root: Element, kind: str) -> Content:
    return Content(kind, text=_text(_child(root, "Music"), "Title", needed=False))


def _read_transfer(_root: Element, kind: str) -> Content:
    return Content(kind)


_READERS: dict[str, Callable[[Element, str], Content]] = {
    "text": _read_text,
    "news": _read_news,
    "image": _read_medium,
    "voice": _read_medium,
    "video": _read_medium,
    "music": _read_music,
    "transfer_customer_service": _read_transfer,
}
