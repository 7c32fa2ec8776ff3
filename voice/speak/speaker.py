"""What every voice engine offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voice.dialect import Dialect
from voice.speak.speech import Speech


class SpeakError(Exception):
    """Nothing was said; the message names the engine and the reason."""


class UnsayableError(SpeakError):
    """No engine could say this text: it is empty or too long."""


@dataclass(frozen=True)
class Capabilities:
    """What an engine can do.

    Attributes:
        name: short name of the engine.
        dialects: those it has a voice for; empty when it cannot speak at all.
        max_characters: longest text of one `Speaker.say`.
    """

    name: str
    dialects: tuple[Dialect, ...]
    max_characters: int


class Speaker(Protocol):
    """Turns text into sound. Methods block and are safe to call from many threads."""

    @property
    def capabilities(self) -> Capabilities:
        """What this engine can do; may start the engine."""
        ...

    def say(self, text: str, dialect: Dialect, rate: float = 1.0, volume: float = 1.0) -> Speech:
        """Say a text.

        Args:
            text: what to read, as written; see `voice.speakable` for figures and signs.
            dialect: ``yue`` or ``cmn``.
            rate: speed, 1 is the normal pace for older listeners; kept within 0.5 and 1.5.
            volume: loudness, 1 is normal; kept within 0 and 2.

        Raises:
            UnsayableError: nothing to say, or the text is too long.
            SpeakError: no such voice, or the engine failed.
        """
        ...

    def close(self) -> None:
        """Free the engine."""
        ...
