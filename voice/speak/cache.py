"""Sentences said before are not made again."""

from __future__ import annotations

import threading
from collections import OrderedDict

from voice.dialect import Dialect
from voice.speak.speaker import Capabilities, Speaker
from voice.speak.speech import Speech

_Key = tuple[str, Dialect, float, float]


class CachedSpeaker:
    """Keeps the sound of the sentences used last, up to a number of bytes."""

    def __init__(self, speaker: Speaker, *, max_bytes: int = 32_000_000) -> None:
        """``max_bytes`` is for samples; a sentence of five seconds takes about 220 kB."""
        self._speaker = speaker
        self._max_bytes = max_bytes
        self._bytes = 0
        self._kept: OrderedDict[_Key, Speech] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def capabilities(self) -> Capabilities:
        """Those of the speaker behind."""
        return self._speaker.capabilities

    @property
    def size_bytes(self) -> int:
        """Bytes of samples kept now."""
        return self._bytes

    def say(self, text: str, dialect: Dialect, rate: float = 1.0, volume: float = 1.0) -> Speech:
        """Say a text; see `voice.speak.Speaker`."""
        key = (text, dialect, round(rate, 3), round(volume, 3))
        with self._lock:
            if known := self._kept.get(key):
                self._kept.move_to_end(key)
                return known
        speech = self._speaker.say(text, dialect, rate, volume)
        with self._lock:
            if key not in self._kept and len(speech.pcm) <= self._max_bytes:
                self._kept[key] = speech
                self._bytes += len(speech.pcm)
            while self._bytes > self._max_bytes:
                self._bytes -= len(self._kept.popitem(last=False)[1].pcm)
        return speech

    def close(self) -> None:
        """Close the speaker behind and forget all."""
        self._speaker.close()
        with self._lock:
            self._kept.clear()
            self._bytes = 0
