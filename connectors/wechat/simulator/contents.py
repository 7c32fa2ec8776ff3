"""What an account shows a person: the content of one message."""

from __future__ import annotations

from dataclasses import dataclass

TEXT_LIMIT = 2048
"""Longest text, in bytes of UTF-8."""
NEWS_LIMIT = 8
"""Most articles in a reply; after a message of the person only the first is shown."""


@dataclass(frozen=True)
class Article:
    """A card that leads to a page."""

    title: str
    description: str
    url: str
    picture: str


@dataclass(frozen=True)
class Choice:
    """A line of a menu message; tapping it says its text."""

    id: str
    text: str


@dataclass(frozen=True)
class Content:
    """One message as the person sees it. Which fields are filled depends on ``kind``."""

    kind: str
    """``text``, ``news``, ``image``, ``voice``, ``video``, ``music``, ``msgmenu`` or ``transfer_customer_service``."""
    text: str = ""
    articles: tuple[Article, ...] = ()
    media_id: str | None = None
    choices: tuple[Choice, ...] = ()
    closing: str = ""
    """The line under the choices of a menu message."""
