"""espeak-ng directly: small, quick, speaks both dialects without any system package."""

from __future__ import annotations

from typing import Any

from voice.dialect import DIALECTS, Dialect
from voice.speak.lexicon import respelled
from voice.speak.speaker import Capabilities, SpeakError
from voice.speak.speech import Speech
from voice.speak.text import HIGHEST_RATE, HIGHEST_VOLUME, LOWEST_RATE, safe_text, within
from voice.worker import Answer, Worker, WorkerError

VOICES: dict[Dialect, str] = {"yue": "yue", "cmn": "cmn"}
NORMAL_WORDS_PER_MINUTE = 135
"""About three characters a second, which suits older listeners."""

_MAX_CHARACTERS = 600
_PITCH = 45
_WORD_GAP = 2


class EspeakSpeaker:
    """espeak-ng in a worker process of its own."""

    def __init__(self, *, timeout_s: float = 10.0) -> None:
        """``timeout_s`` is the longest one `say` may take before the process is replaced (seconds)."""
        self._worker = Worker("voice.speak.espeak_engine:open_engine", timeout_s=timeout_s)

    @property
    def capabilities(self) -> Capabilities:
        """Both dialects."""
        return Capabilities("espeak-ng", DIALECTS, _MAX_CHARACTERS)

    @property
    def worker_pid(self) -> int | None:
        """Process id of the engine, None while it is not running."""
        return self._worker.pid

    def say(self, text: str, dialect: Dialect, rate: float = 1.0, volume: float = 1.0) -> Speech:
        """Say a text; see `voice.speak.Speaker`."""
        head, pcm = self._call(
            {
                "do": "say",
                "text": respelled(safe_text(text, _MAX_CHARACTERS, "espeak-ng"), dialect, phonemes=True),
                "voice": self._voice(dialect),
                "words_per_minute": round(NORMAL_WORDS_PER_MINUTE * within(rate, LOWEST_RATE, HIGHEST_RATE)),
                "volume": round(100 * within(volume, 0.0, HIGHEST_VOLUME)),
                "pitch": _PITCH,
                "gap": _WORD_GAP,
            }
        )
        if not pcm:
            raise SpeakError("espeak-ng: made no sound for this text")
        return Speech(pcm, int(head["sample_rate"]))

    def phonemes(self, text: str, dialect: Dialect) -> str:
        """How espeak-ng reads a text, in its own notation, before the lexicon.

        Raises:
            SpeakError: as for `say`.
        """
        request = {"do": "phonemes", "text": text, "voice": self._voice(dialect)}
        return str(self._call(request)[0]["phonemes"])

    def close(self) -> None:
        """End the process."""
        self._worker.close()

    def _voice(self, dialect: Dialect) -> str:
        if dialect not in VOICES:
            raise SpeakError(f"espeak-ng: no voice for {dialect}")
        return VOICES[dialect]

    def _call(self, request: dict[str, Any]) -> Answer:
        try:
            return self._worker.call(request)
        except WorkerError as error:
            raise SpeakError(f"espeak-ng: {error}") from error
