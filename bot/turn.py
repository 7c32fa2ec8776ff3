"""What a connector hands to the assistant: one thing said or typed by one person."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Dialect(StrEnum):
    """A spoken variety, by its ISO 639-3 code."""

    YUE = "yue"
    CMN = "cmn"


class Channel(StrEnum):
    """Where the person is."""

    KIOSK = "kiosk"
    WEB = "web"
    WECHAT = "wechat"
    DESK = "desk"
    CLI = "cli"


REACHABLE = frozenset({Channel.KIOSK, Channel.WEB, Channel.WECHAT})
"""Channels on which an agent can answer."""

MAX_TEXT_CHARACTERS = 2000
"""Longest text of one turn, in characters; connectors refuse more before a Turn is made."""


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters other than tab and line ends, and halves of characters."""


class Turn(BaseModel):
    """One turn of a conversation, as finished text (typed, or a final transcript).

    ``dialect`` is None when the person did not choose one: the assistant then detects it. ``message_id`` is the name
    that the channel itself gives to the message, where it does.
    """

    model_config = ConfigDict(frozen=True)

    session_id: Annotated[str, Field(min_length=1, max_length=64)]
    text: Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)]
    channel: Channel = Channel.WEB
    dialect: Dialect | None = None
    message_id: str | None = None

    @field_validator("text")
    @classmethod
    def _no_control_characters(cls, text: str) -> str:
        """Nobody says them, and databases refuse some."""
        return _CONTROL.sub("", text)
