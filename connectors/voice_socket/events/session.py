"""The socket is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from connectors.voice_socket.events.base import Event


@dataclass(frozen=True)
class Ready(Event):
    """The session's id, and which dialects are recognised."""

    type: ClassVar[str] = "ready"
    session_id: str
    recognition: dict[str, bool]
