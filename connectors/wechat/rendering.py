"""A Reply as WeChat messages, in the form of the customer-service API; and as the XML of a passive reply."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wechatpy.replies import ArticlesReply, TextReply

from bot.reply import Card, Reply, RiskLevel
from bot.turn import Dialect
from connectors.labels import field_label
from connectors.wechat.texts import say

_MOST_BYTES = 2048
"""The platform's limit of one text message, in bytes of UTF-8."""

_ROOM = 60
"""Bytes kept free of it, for the marks that `]]>` may need."""

_BREAKS = re.compile(r"(?<=[。！？\n])")
_ARTICLE_CHARACTERS = 120
"""The longest text that a news card shows whole."""

_FACTS = ("address", "hours", "phone", "valid")
"""What of a card is added to the text: whom to go to or to call, and when. The rest is in the text."""

_WEB = re.compile(r"https?://[^\s<>\"']+\Z")

Message = dict[str, Any]


def messages_of(reply: Reply) -> list[Message]:
    """What a person is sent for a Reply: usually one message, more when it is long, none when it is silent."""
    if not reply.text:
        return []
    article = _article(reply)
    if article:
        return [article]
    lines = [reply.text, *(_card(card, reply) for card in reply.cards)]
    address = _address(reply)
    if address and address not in reply.text and _calm(reply):
        lines.append(say("page", reply.dialect, address=address))
    return [text_message(part) for part in _parts("\n".join(filter(None, lines)))]


def text_message(text: str) -> Message:
    """A text message."""
    return {"msgtype": "text", "text": {"content": text}}


def passive(message: Mapping[str, Any], *, openid: str, account: str) -> str:
    """The XML that answers a message in the response."""
    ends = {"source": account, "target": openid}
    if message["msgtype"] == "news":
        articles = [
            {"title": _safe(a["title"]), "description": _safe(a["description"]), "url": _safe(a["url"]), "image": ""}
            for a in message["news"]["articles"]
        ]
        return str(ArticlesReply(articles=articles, **ends).render())
    return str(TextReply(content=_safe(message["text"]["content"]), **ends).render())


def _safe(text: str) -> str:
    """The text within a CDATA section, which it must not end."""
    return text.replace("]]>", "]]]]><![CDATA[>")


def _article(reply: Reply) -> Message | None:
    """A news card that opens the source: for one short answer about one thing, worth handing on to the family."""
    address = _address(reply)
    if not (_calm(reply) and address and len(reply.cards) == 1 and len(reply.text) <= _ARTICLE_CHARACTERS):
        return None
    if reply.cards[0].kind not in ("policy", "service", "voucher") or _card(reply.cards[0], reply):
        return None
    article = {"title": reply.cards[0].title, "description": reply.text, "url": address}
    return {"msgtype": "news", "news": {"articles": [article]}}


def _calm(reply: Reply) -> bool:
    """Whether a link may be in it: who is warned of links, or needs help now, gets none."""
    return reply.risk.level is RiskLevel.NONE and not reply.emergency


def _address(reply: Reply) -> str:
    """The page of the one source; nothing when there are more."""
    addresses = {source.url for source in reply.sources if source.url and _WEB.match(source.url)}
    return addresses.pop() if len(addresses) == 1 else ""


def _card(card: Card, reply: Reply) -> str:
    """What a card adds to the text: the facts that are not in it."""
    new = {name: value for name, value in card.fields.items() if name in _FACTS and value not in reply.text}
    if not new:
        return ""
    rows = [f"{field_label(name, Dialect(reply.dialect))}：{value}" for name, value in new.items()]
    return "\n".join([f"【{card.title}】", *rows])


def _parts(text: str) -> list[str]:
    """Pieces that fit into one message each, cut between sentences where possible."""
    parts: list[str] = []
    part = ""
    for sentence in _BREAKS.split(text):
        for piece in _pieces(sentence):
            if len((part + piece).encode()) > _MOST_BYTES - _ROOM:
                parts.append(part.strip())
                part = ""
            part += piece
    return [p for p in [*parts, part.strip()] if p]


def _pieces(sentence: str) -> list[str]:
    """A sentence, cut hard where it alone is too long; 500 characters are at most 2,000 bytes."""
    longest = (_MOST_BYTES - _ROOM) // 4
    return [sentence[i : i + longest] for i in range(0, len(sentence), longest)] or [""]
