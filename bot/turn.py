"""What a connector hands to the assistant: one thing said or typed by one person."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


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


MAX_TEXT_CHARACTERS = 2000
"""Longest text of one turn, in characters; connectors refuse more before a Turn is made."""


class Turn(BaseModel):
    """One turn of a conversation, as finished text (typed, or a final transcript).

    ``dialect`` is None when the person did not choose one: the assistant then detects it.
    """

    model_config = ConfigDict(frozen=True)

    session_id: Annotated[str, Field(min_length=1, max_length=64)]
    text: Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)]
    channel: Channel = Channel.WEB
    dialect: Dialect | None = None
