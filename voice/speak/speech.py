"""Spoken sound."""

from __future__ import annotations

from dataclasses import dataclass

from voice.wav import pcm_to_wav


@dataclass(frozen=True)
class Speech:
    """Sound of one or more sentences.

    Attributes:
        pcm: 16-bit signed little-endian samples, one channel.
        sample_rate: samples a second (Hz).
    """

    pcm: bytes
    sample_rate: int

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.pcm) / 2 / self.sample_rate

    def wav(self) -> bytes:
        """The sound as a WAV file."""
        return pcm_to_wav(self.pcm, self.sample_rate)
