"""The frames of the desk's socket: what clients send, and the data of what they are sent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from connectors.desk.view import CaseList, Entry, Suggestions

LONGEST_FRAME = 1024
"""In characters; a longer one is not read."""


class Watched(BaseModel):
    """The case on the screen; None for none."""

    case_id: Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)] | None


class Watch(BaseModel):
    """Another case is on the screen now."""

    type: Literal["watch"]
    data: Watched


class Ping(BaseModel):
    """Whether somebody is there."""

    type: Literal["ping"]


class QueueData(CaseList):
    """The open cases, and how many agents are on duty."""

    on_duty: int


class EntryData(BaseModel):
    """A new line of the case on the screen."""

    case_id: int
    entry: Entry


class SuggestionsData(Suggestions):
    """Answers to what the person of the case on the screen said last."""

    case_id: int


_FRAME: TypeAdapter[Watch | Ping] = TypeAdapter(Annotated[Watch | Ping, Field(discriminator="type")])


def parse(frame: str | None) -> Watch | Ping | None:
    """The frame; None for one that means nothing."""
    if frame is None or len(frame) > LONGEST_FRAME:
        return None
    try:
        return _FRAME.validate_json(frame)
    except ValidationError:
        return None
