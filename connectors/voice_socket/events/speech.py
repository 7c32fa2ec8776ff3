"""The answer's sound: announced, sent in binary frames, ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from connectors.voice_socket.events.base import Event


@dataclass(frozen=True)
class SpeechStart(Event):
    """Binary frames of little-endian PCM follow, ``rate`` in Hz, ``width`` in bytes."""

    type: ClassVar[str] = "speech-start"
    rate: int
    width: int = 2
    channels: int = 1


@dataclass(frozen=True)
class SpeechStop(Event):
    """The answer has been said."""

    type: ClassVar[str] = "speech-stop"
