"""Several voices as one: the next speaks when one cannot."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from voice.dialect import DIALECTS, Dialect
from voice.speak.speaker import Capabilities, Speaker, SpeakError, UnsayableError
from voice.speak.speech import Speech

_log = logging.getLogger(__name__)


class FallbackSpeaker:
    """Tries its speakers in order; one that failed rests a while before it is tried again.

    While every speaker that has the dialect rests, all of them are tried.
    """

    def __init__(
        self, speakers: Sequence[Speaker], *, rest_s: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Takes the speakers in order of preference and how long a failed one rests (seconds)."""
        self._speakers = tuple(speakers)
        self._rest_s = rest_s
        self._clock = clock
        self._resting: dict[int, float] = {}

    @property
    def capabilities(self) -> Capabilities:
        """All dialects that any speaker has; the longest text that every one can say."""
        parts = [s.capabilities for s in self._speakers]
        dialects = tuple(d for d in DIALECTS if any(d in p.dialects for p in parts))
        name = " → ".join(p.name for p in parts)
        return Capabilities(name, dialects, min((p.max_characters for p in parts), default=0))

    def say(self, text: str, dialect: Dialect, rate: float = 1.0, volume: float = 1.0) -> Speech:
        """Say a text; see `voice.speak.Speaker`."""
        reasons: list[str] = []
        able = [(i, s) for i, s in enumerate(self._speakers) if dialect in s.capabilities.dialects]
        awake = [(i, s) for i, s in able if self._resting.get(i, 0.0) <= self._clock()]
        for index, speaker in awake or able:
            try:
                speech = speaker.say(text, dialect, rate, volume)
            except UnsayableError:
                raise
            except SpeakError as error:
                reasons.append(str(error))
                self._resting[index] = self._clock() + self._rest_s
                _log.warning("a voice failed: %s", error)
            else:
                self._resting.pop(index, None)
                return speech
        raise SpeakError("; ".join(reasons) or f"no voice for {dialect}")

    def close(self) -> None:
        """Close every speaker."""
        for speaker in self._speakers:
            speaker.close()
