"""Sound from the client: announced, sent in binary frames, ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from connectors.voice_socket.events.base import Event, EventError

RATE_HZ = 16000
WIDTH_BYTES = 2
CHANNELS = 1


@dataclass(frozen=True)
class AudioStart(Event):
    """The person begins to speak; binary frames of little-endian PCM follow."""

    type: ClassVar[str] = "audio-start"
    rate: int = RATE_HZ
    width: int = WIDTH_BYTES
    channels: int = CHANNELS

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> AudioStart:
        """Read the event; only 16 kHz, 16-bit mono is taken.

        Raises:
            EventError: another format was announced.
        """
        given = (data.get("rate", RATE_HZ), data.get("width", WIDTH_BYTES), data.get("channels", CHANNELS))
        if given != (RATE_HZ, WIDTH_BYTES, CHANNELS):
            raise EventError(f"send PCM of {RATE_HZ} Hz, {WIDTH_BYTES} bytes, {CHANNELS} channel")
        return cls()


@dataclass(frozen=True)
class AudioStop(Event):
    """The person has finished."""

    type: ClassVar[str] = "audio-stop"
