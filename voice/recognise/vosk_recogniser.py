"""Vosk: streaming recognition on one CPU core, from a model folder."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

from voice.dialect import Dialect
from voice.recognise.recogniser import Capabilities, RecogniserError, RecogniserSession, Transcript
from voice.recognise.spacing import without_chinese_spaces
from voice.recognise.vosk_model import check

_LOWEST_HZ, _HIGHEST_HZ = 8_000, 48_000


class VoskRecogniser:
    """A Vosk model. It stays in memory once; each session has a decoder of its own."""

    def __init__(self, path: Path | str, dialect: Dialect = "cmn") -> None:
        """Check the model folder and load it (blocks; a small model takes about a second).

        Raises:
            RecogniserError: the folder is missing, no model, or damaged.
        """
        path = Path(path)
        check(path)
        from vosk import Model, SetLogLevel

        SetLogLevel(-1)
        self._dialect = dialect
        self._lock = threading.Lock()
        try:
            self._model: Any = Model(str(path))
        except Exception as error:
            raise RecogniserError(f"{path}: the model does not load: {error}") from error

    @property
    def capabilities(self) -> Capabilities:
        """Streaming, in the model's dialect."""
        return Capabilities("vosk", (self._dialect,), streaming=True)

    def start(self, sample_rate: int = 16_000) -> RecogniserSession:
        """Begin a stream of sound; see `voice.recognise.Recogniser`."""
        if not _LOWEST_HZ <= sample_rate <= _HIGHEST_HZ:
            raise RecogniserError(f"sound of {sample_rate} Hz cannot be heard; send {_LOWEST_HZ} to {_HIGHEST_HZ} Hz")
        with self._lock:
            if self._model is None:
                raise RecogniserError("the recogniser is closed")
            return _Session(self._model, sample_rate, self._dialect)

    def close(self) -> None:
        """Let the model go; open sessions keep it until they are closed."""
        with self._lock:
            self._model = None


class _Session:
    def __init__(self, model: Any, sample_rate: int, dialect: Dialect) -> None:
        from vosk import KaldiRecognizer

        self._decoder: Any = KaldiRecognizer(model, sample_rate)
        self._decoder.SetWords(True)
        self._dialect = dialect
        self._partial = ""
        self._odd = b""
        self._lock = threading.Lock()

    def accept(self, pcm: bytes) -> list[Transcript]:
        with self._lock:
            decoder = self._open()
            pcm = self._odd + pcm
            whole = len(pcm) // 2 * 2
            self._odd = pcm[whole:]
            if not whole:
                return []
            try:
                ended = decoder.AcceptWaveform(pcm[:whole])
            except Exception as error:
                raise RecogniserError(f"the recogniser failed on this sound: {error}") from error
            if ended:
                self._partial = ""
                final = self._final(decoder.Result())
                return [final] if final.text else []
            partial = without_chinese_spaces(json.loads(decoder.PartialResult()).get("partial", ""))
            if partial in ("", self._partial):
                return []
            self._partial = partial
            return [Transcript(partial, final=False, dialect=self._dialect)]

    def finish(self) -> Transcript:
        with self._lock:
            final = self._final(self._open().FinalResult())
            self._decoder = None
            return final

    def close(self) -> None:
        with self._lock:
            self._decoder = None

    def _open(self) -> Any:
        if self._decoder is None:
            raise RecogniserError("this recognition has ended; start another")
        return self._decoder

    def _final(self, result: str) -> Transcript:
        heard = json.loads(result)
        text = without_chinese_spaces(heard.get("text", ""))
        confidences = [float(w["conf"]) for w in heard.get("result", []) if "conf" in w]
        confidence = min(1.0, sum(confidences) / len(confidences)) if confidences else None
        return Transcript(text, final=True, confidence=confidence, dialect=self._dialect)
