"""Written text to the words a synthesiser should read, sentence by sentence."""

from __future__ import annotations

from voice.speakable.sentences import sentences
from voice.speakable.text import speakable

__all__ = ["sentences", "speakable"]
