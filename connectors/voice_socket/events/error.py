"""Something went wrong; the socket stays open unless it is closed after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from connectors.voice_socket.events.base import Event


@dataclass(frozen=True)
class ErrorEvent(Event):
    """``code`` is for programs, ``message`` for people."""

    type: ClassVar[str] = "error"
    code: str
    message: str
