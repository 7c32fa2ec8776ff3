"""A text as one piece of sound, sentence by sentence through the voice."""

from __future__ import annotations

from threading import Event

import numpy as np

from voice.speak import Dialect, Speaker, Speech, say_sentences

MOST_SECONDS = 240.0
"""Longest sound made of one text, in seconds; what comes after is left out."""


def render(
    speaker: Speaker, text: str, dialect: Dialect, rate: float, volume: float, given_up: Event | None = None
) -> Speech | None:
    """Say ``text``; None when it holds nothing that can be said. Blocks: call it in a thread.

    Args:
        speaker: the voice.
        text: as written.
        dialect: to say it in.
        rate: 1.0 is the normal speed.
        volume: 1.0 is the normal loudness.
        given_up: set by whoever does not want the sound any more; then the next sentence is not made.

    Raises:
        SpeakError: no engine could say it.
    """
    parts: list[Speech] = []
    seconds = 0.0
    for part in say_sentences(speaker, text, dialect, rate=rate, volume=volume):
        parts.append(part)
        seconds += part.duration_s
        if seconds >= MOST_SECONDS or (given_up is not None and given_up.is_set()):
            break
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
