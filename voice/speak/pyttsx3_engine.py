"""pyttsx3 and the voices of this machine. Runs in a worker process: pyttsx3 bears one thread only."""

from __future__ import annotations

import ctypes
import functools
import os
import re
import sys
import tempfile
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

from voice.dialect import DIALECTS
from voice.speak.espeak_library import data, library
from voice.worker import Answer, Handler

# A voice speaks a dialect when its id, name or language says so. Linux: espeak-ng; macOS and Windows: their own.
_SIGNS = {
    "yue": re.compile(r"(?i)\byue\b(?!-latn)|zh[-_]?hk|hong ?kong|cantonese|sin-?ji|tracy|hiugaai|\b0?c04\b"),
    "cmn": re.compile(r"(?i)\bcmn\b(?!-latn)|zh[-_]?cn|mandarin|ting-?ting|huihui|yaoyao|kangkang|\b0?804\b"),
}

_PITCH = 45
"""espeak-ng's, a little lower than its own 50: high tones are the first to be lost with age."""


def open_engine() -> Handler:
    """Start pyttsx3 with this system's driver and answer requests: ``voices`` or ``say``."""
    import pyttsx3

    if sys.platform.startswith("linux"):
        _prepare_espeak()
    engine = pyttsx3.init()
    synchronise = _synchroniser()
    voices = _voices(engine)
    # The first loop puts the driver into the state in which properties take hold at once.
    _render(engine, "一", synchronise)
    if "pyttsx3.drivers._espeak" in sys.modules:
        engine.setProperty("pitch", _PITCH)
    synchronise()

    def handle(request: dict[str, Any]) -> Answer:
        if request["do"] == "voices":
            return {"voices": voices}, b""
        synchronise()
        for name in ("voice", "rate", "volume"):
            engine.setProperty(name, request[name])
        synchronise()
        sample_rate, pcm = _render(engine, request["text"], synchronise)
        return {"sample_rate": sample_rate}, pcm

    return handle


def _prepare_espeak() -> None:
    """Load the library before the driver looks for it: a loaded library is found again by its own name."""
    path, where = library(), data()
    if path:
        ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)
    if where:
        os.environ["ESPEAK_DATA_PATH"] = where


def _synchroniser() -> Callable[[], object]:
    """A function that waits until the driver has done all it was told."""
    module: Any = sys.modules.get("pyttsx3.drivers._espeak")
    if module is None:
        return lambda: None
    # The driver gives no way to ask for phoneme markup.
    plain = module.Synth
    module.Synth = lambda text, flags=0: plain(text, flags=flags | module.PHONEMES)
    return functools.partial(module.Synchronize)


def _voices(engine: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for voice in engine.getProperty("voices"):
        languages = (x.decode("utf-8", "ignore") if isinstance(x, bytes) else str(x) for x in voice.languages or [])
        described = " ".join([str(voice.id), str(voice.name), *languages])
        for dialect in DIALECTS:
            if dialect not in found and _SIGNS[dialect].search(described):
                found[dialect] = voice.id
    return found


def _render(engine: Any, text: str, synchronise: Callable[[], object]) -> tuple[int, bytes]:
    handle, name = tempfile.mkstemp(prefix="speech-", suffix=".wav")
    os.close(handle)
    path = Path(name)
    try:
        engine.save_to_file(text, name)
        engine.runAndWait()
        synchronise()
        return _read(path)
    finally:
        path.unlink(missing_ok=True)


def _read(path: Path) -> tuple[int, bytes]:
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() == 2 and file.getnchannels() == 1:
                return file.getframerate(), file.readframes(file.getnframes())
    except (wave.Error, EOFError):
        pass
    from voice.audio import SAMPLE_RATE, decode

    return SAMPLE_RATE, decode(path.read_bytes(), max_seconds=600.0, max_bytes=100_000_000)
