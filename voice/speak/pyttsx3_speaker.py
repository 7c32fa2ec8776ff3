"""pyttsx3: the voices of this machine (espeak-ng on Linux, SAPI 5 on Windows, NSSpeech on macOS)."""

from __future__ import annotations

import sys
import threading
from typing import Any

from voice.dialect import DIALECTS, Dialect
from voice.speak.espeak import NORMAL_WORDS_PER_MINUTE
from voice.speak.lexicon import respelled
from voice.speak.speaker import Capabilities, SpeakError
from voice.speak.speech import Speech
from voice.speak.text import HIGHEST_RATE, HIGHEST_VOLUME, LOWEST_RATE, safe_text, within
from voice.worker import Answer, Worker, WorkerError

_MAX_CHARACTERS = 600


class Pyttsx3Speaker:
    """pyttsx3 in a worker process of its own."""

    def __init__(self, *, timeout_s: float = 10.0) -> None:
        """``timeout_s`` is the longest one `say` may take before the process is replaced (seconds)."""
        self._worker = Worker("voice.speak.pyttsx3_engine:open_engine", timeout_s=timeout_s)
        self._voices: dict[str, str] | None = None
        self._lock = threading.Lock()
        self._phonemes = sys.platform.startswith("linux")

    @property
    def capabilities(self) -> Capabilities:
        """The dialects this machine has voices for; none when pyttsx3 does not work here."""
        try:
            voices = self._known_voices()
        except SpeakError:
            voices = {}
        return Capabilities("pyttsx3", tuple(d for d in DIALECTS if d in voices), _MAX_CHARACTERS)

    @property
    def worker_pid(self) -> int | None:
        """Process id of the engine, None while it is not running."""
        return self._worker.pid

    def say(self, text: str, dialect: Dialect, rate: float = 1.0, volume: float = 1.0) -> Speech:
        """Say a text; see `voice.speak.Speaker`."""
        safe = safe_text(text, _MAX_CHARACTERS, "pyttsx3")
        voice = self._known_voices().get(dialect)
        if voice is None:
            raise SpeakError(f"pyttsx3: this machine has no voice for {dialect}")
        head, pcm = self._call(
            {
                "do": "say",
                "text": respelled(safe, dialect, phonemes=self._phonemes),
                "voice": voice,
                "rate": round(NORMAL_WORDS_PER_MINUTE * within(rate, LOWEST_RATE, HIGHEST_RATE)),
                "volume": within(volume, 0.0, HIGHEST_VOLUME),
            }
        )
        if not pcm:
            raise SpeakError("pyttsx3: made no sound for this text")
        return Speech(pcm, int(head["sample_rate"]))

    def close(self) -> None:
        """End the process."""
        self._worker.close()

    def _known_voices(self) -> dict[str, str]:
        with self._lock:
            if self._voices is None:
                self._voices = dict(self._call({"do": "voices"})[0]["voices"])
            return self._voices

    def _call(self, request: dict[str, Any]) -> Answer:
        try:
            return self._worker.call(request)
        except WorkerError as error:
            raise SpeakError(f"pyttsx3: {error}") from error
