"""What was heard, so far or finally."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from connectors.voice_socket.events.base import Event


@dataclass(frozen=True)
class TranscriptEvent(Event):
    """A transcript; ``final`` when the utterance is over."""

    type: ClassVar[str] = "transcript"
    text: str
    final: bool
