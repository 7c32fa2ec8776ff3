"""The JSON of a customer-service message, checked with the platform's error codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.wechat.simulator.contents import TEXT_LIMIT, Article, Choice, Content
from connectors.wechat.simulator.errors import ApiError
from connectors.wechat.simulator.media import MediaStore

_Part = Mapping[str, Any]


def read_custom(message: _Part, media: MediaStore) -> Content:
    """What the message shows.

    Raises:
        ApiError: it is not as the platform wants it.
    """
    kind = message.get("msgtype")
    if not isinstance(kind, str) or kind not in _READERS:
        raise ApiError(40008)
    part = message.get(kind)
    if not isinstance(part, Mapping):
        raise ApiError(47001)
    return _READERS[kind](kind, part, media)


def _string(part: _Part, name: str) -> str:
    text = part.get(name, "")
    if not isinstance(text, str):
        raise ApiError(47001)
    return text


def _objects(part: _Part, name: str) -> list[_Part]:
    found = part.get(name)
    if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
        raise ApiError(47001)
    return found


def _short(text: str) -> str:
    if not text.strip():
        raise ApiError(44004)
    if len(text.encode("utf-8", "surrogatepass")) > TEXT_LIMIT:
        raise ApiError(45002)
    return text


def _text(kind: str, part: _Part, _media: MediaStore) -> Content:
    return Content(kind, text=_short(_string(part, "content")))


def _news(kind: str, part: _Part, _media: MediaStore) -> Content:
    articles = _objects(part, "articles")
    if len(articles) != 1:
        raise ApiError(45008)
    one = articles[0]
    fields = (_string(one, name) for name in ("title", "description", "url", "picurl"))
    return Content(kind, articles=(Article(*fields),))


def _medium(kind: str, part: _Part, media: MediaStore) -> Content:
    media_id = _string(part, "media_id")
    if media.get(media_id) is None:
        raise ApiError(40007)
    return Content(kind, text=_string(part, "title"), media_id=media_id)


def _menu(kind: str, part: _Part, _media: MediaStore) -> Content:
    choices = tuple(Choice(str(c.get("id", "")), _short(_string(c, "content"))) for c in _objects(part, "list"))
    return Content(kind, text=_string(part, "head_content"), choices=choices, closing=_string(part, "tail_content"))


_READERS: dict[str, Callable[[str, _Part, MediaStore], Content]] = {
    "text": _text,
    "news": _news,
    "image": _medium,
    "voice": _medium,
    "video": _medium,
    "msgmenu": _menu,
}
