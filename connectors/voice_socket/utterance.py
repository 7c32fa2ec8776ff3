"""One utterance being heard: feeds a recogniser and joins what it gives."""

from __future__ import annotations

from voice.recognise import Recogniser

_BYTES_PER_SECOND = 16000 * 2


class UtteranceTooLongError(Exception):
    """More sound came than one utterance may have."""


class Utterance:
    """Feeds PCM (16 kHz, 16-bit, mono) to one recogniser session. Its methods block."""

    def __init__(self, recogniser: Recogniser, max_seconds: float) -> None:
        self._session = recogniser.start(sample_rate=16000)
        self._left = int(max_seconds * _BYTES_PER_SECOND)
        self._final: list[str] = []
        self._odd = b""

    def accept(self, pcm: bytes) -> str | None:
        """Take some sound; the transcript so far, when it changed.

        Raises:
            UtteranceTooLongError: the utterance is over its length limit.
            RecogniserError: the recogniser failed.
        """
        self._left -= len(pcm)
        if self._left < 0:
            raise UtteranceTooLongError
        pcm = self._odd + pcm
        self._odd = pcm[len(pcm) - len(pcm) % 2 :]
        heard: str | None = None
        for transcript in self._session.accept(pcm[: len(pcm) - len(pcm) % 2]):
            if transcript.final:
                self._final.append(transcript.text)
                heard = "".join(self._final)
            else:
                heard = "".join(self._final) + transcript.text
        return heard

    def finish(self) -> str:
        """The whole transcript; empty when nothing was heard."""
        try:
            self._final.append(self._session.finish().text)
        finally:
            self.close()
        return "".join(self._final).strip()

    def close(self) -> None:
        """Free the recogniser session."""
        self._session.close()
