"""What every recogniser offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voice.dialect import Dialect


class RecogniserError(Exception):
    """Recognition is not possible; the message says why and what to do."""


@dataclass(frozen=True)
class Capabilities:
    """What an engine can do.

    Attributes:
        name: short name of the engine.
        dialects: those it understands.
        streaming: whether partial transcripts come while sound goes in.
    """

    name: str
    dialects: tuple[Dialect, ...]
    streaming: bool


@dataclass(frozen=True)
class Transcript:
    """Words that were heard.

    Attributes:
        text: the words, Chinese without spaces; empty when nothing was understood.
        final: whether it will not change any more.
        confidence: 0 to 1, mean over the words; None when the engine does not say.
        dialect: of the words, None when the engine does not say.
    """

    text: str
    final: bool
    confidence: float | None = None
    dialect: Dialect | None = None


class RecogniserSession(Protocol):
    """One stream of sound. Methods block; one session may be used by one thread at a time or by several."""

    def accept(self, pcm: bytes) -> list[Transcript]:
        """Take 16-bit little-endian mono samples and give what is new: a changed partial, or a final.

        Raises:
            RecogniserError: the session is closed or the engine failed.
        """
        ...

    def finish(self) -> Transcript:
        """The last final transcript: what was heard since the final one before. Ends the session.

        Raises:
            RecogniserError: the session is closed or the engine failed.
        """
        ...

    def close(self) -> None:
        """Free the session; allowed more than once."""
        ...


class Recogniser(Protocol):
    """A loaded model. Safe to call from many threads."""

    @property
    def capabilities(self) -> Capabilities:
        """What this engine can do."""
        ...

    def start(self, sample_rate: int = 16_000) -> RecogniserSession:
        """Begin a stream of sound of ``sample_rate`` Hz.

        Raises:
            RecogniserError: the rate is out of 8,000 to 48,000 Hz, or the recogniser is closed.
        """
        ...

    def close(self) -> None:
        """Free the model when its last session is closed."""
        ...
