"""A text as one piece of sound, sentence by sentence through the voice."""

from __future__ import annotations

import numpy as np

from voice.speak import Dialect, Speaker, Speech, say_sentences


def render(speaker: Speaker, text: str, dialect: Dialect, rate: float, volume: float) -> Speech | None:
    """Say ``text``; None when it holds nothing that can be said. Blocks: call it in a thread.

    Raises:
        SpeakError: no engine could say it.
    """
    parts = list(say_sentences(speaker, text, dialect, rate=rate, volume=volume))
    if not parts:
        return None
    rate_hz = parts[0].sample_rate
    return Speech(pcm=b"".join(_at(p, rate_hz) for p in parts), sample_rate=rate_hz)


def _at(part: Speech, rate_hz: int) -> bytes:
    """The part's PCM at ``rate_hz``: an engine that stood in for another may have its own rate."""
    if part.sample_rate == rate_hz:
        return part.pcm
    samples = np.frombuffer(part.pcm, dtype="<i2").astype(np.float32)
    places = np.arange(0, len(samples), part.sample_rate / rate_hz)
    resampled: bytes = np.interp(places, np.arange(len(samples)), samples).astype("<i2").tobytes()
    return resampled
