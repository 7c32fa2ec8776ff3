"""The frame around every event: ``{"type": ..., "data": {...}}`` as JSON text."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, ClassVar


class EventError(Exception):
    """A text frame is not an event; the message says what is wrong with it."""


@dataclasses.dataclass(frozen=True)
class Event:
    """Base of all events."""

    type: ClassVar[str]

    def to_frame(self) -> str:
        """The event as a JSON text frame."""
        return json.dumps({"type": self.type, "data": self.data()}, ensure_ascii=False)

    def data(self) -> dict[str, Any]:
        """The event's fields as JSON-ready values."""
        return dataclasses.asdict(self)


def parse(frame: str) -> tuple[str, dict[str, Any]]:
    """A text frame's type and data.

    Raises:
        EventError: not JSON, or not of the form of an event.
    """
    try:
        loaded = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise EventError("the frame is not JSON") from error
    if not isinstance(loaded, dict) or not isinstance(loaded.get("type"), str):
        raise EventError('a frame needs a "type"')
    data = loaded.get("data", {})
    if not isinstance(data, dict):
        raise EventError('"data" must be an object')
    return loaded["type"], data
