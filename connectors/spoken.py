"""A text as one piece of sound, sentence by sentence through the voice."""

from __future__ import annotations

from voice.speak import Dialect, Speaker, Speech, say_sentences


def render(speaker: Speaker, text: str, dialect: Dialect, rate: float, volume: float) -> Speech | None:
    """Say ``text``; None when it holds nothing that can be said. Blocks: call it in a thread.

    Raises:
        SpeakError: no engine could say it.
    """
    parts = list(say_sentences(speaker, text, dialect, rate=rate, volume=volume))
    if not parts:
        return None
    return Speech(pcm=b"".join(p.pcm for p in parts), sample_rate=parts[0].sample_rate)
