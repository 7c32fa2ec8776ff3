"""espeak-ng through its C interface. Runs in a worker process: the library holds global state.

The interface is that of ``speak_lib.h`` (espeak-ng 1.50 and later).
"""

from __future__ import annotations

import ctypes
from typing import Any

from voice.speak.espeak_library import data, library
from voice.worker import Answer, Handler

_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1
_PHONEMES = 0x100
_RATE, _VOLUME, _PITCH, _WORD_GAP = 1, 2, 3, 7
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Library:
    """The loaded library with its one voice state."""

    def __init__(self) -> None:
        """Load and initialise.

        Raises:
            RuntimeError: no library, or no data for it.
        """
        path = library()
        if path is None:
            raise RuntimeError("espeak-ng is not installed: install the package espeakng-loader")
        self._lib = ctypes.CDLL(path)
        where = data()
        self._lib.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
        self.sample_rate = int(
            self._lib.espeak_Initialize(_SYNCHRONOUS, 0, where.encode() if where else None, _DONT_EXIT)
        )
        if self.sample_rate <= 0:
            raise RuntimeError("espeak-ng cannot read its data: reinstall the package espeakng-loader")
        self._sound = bytearray()
        self._callback = _CALLBACK(self._take)
        self._lib.espeak_SetSynthCallback(self._callback)
        self._lib.espeak_Synth.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        ]
        self._lib.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
        self._lib.espeak_TextToPhonemes.restype = ctypes.c_char_p

    def _take(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._sound += ctypes.string_at(samples, count * 2)
        return 0

    def voice(self, name: str) -> None:
        """Choose a voice.

        Raises:
            RuntimeError: there is no such voice.
        """
        if self._lib.espeak_SetVoiceByName(name.encode()) != 0:
            raise RuntimeError(f"espeak-ng has no voice {name}")

    def say(self, text: str, *, words_per_minute: int, volume: int, pitch: int, gap: int) -> bytes:
        """Synthesise; gives 16-bit samples."""
        settings = ((_RATE, words_per_minute), (_VOLUME, volume), (_PITCH, pitch), (_WORD_GAP, gap))
        for parameter, value in settings:
            self._lib.espeak_SetParameter(parameter, value, 0)
        self._sound.clear()
        encoded = text.encode("utf-8", "ignore")
        done = self._lib.espeak_Synth(encoded, len(encoded) + 1, 0, 1, 0, _CHARS_UTF8 | _PHONEMES, None, None)
        if done != 0:
            raise RuntimeError(f"espeak-ng failed with code {done}")
        return bytes(self._sound)

    def phonemes(self, text: str) -> str:
        """espeak-ng's own notation of how it reads a text (markup in ``[[ ]]`` is not understood here)."""
        buffer = ctypes.create_string_buffer(text.encode("utf-8", "ignore"))
        rest = ctypes.c_void_p(ctypes.addressof(buffer))
        parts: list[str] = []
        while rest.value:
            parts.append(self._lib.espeak_TextToPhonemes(ctypes.byref(rest), _CHARS_UTF8, 0).decode())
        return " ".join(parts)


def open_engine() -> Handler:
    """Load the library and answer requests: ``say`` or ``phonemes``."""
    lib = Library()

    def handle(request: dict[str, Any]) -> Answer:
        lib.voice(request["voice"])
        if request["do"] == "phonemes":
            return {"phonemes": lib.phonemes(request["text"])}, b""
        pcm = lib.say(
            request["text"],
            words_per_minute=request["words_per_minute"],
            volume=request["volume"],
            pitch=request["pitch"],
            gap=request["gap"],
        )
        return {"sample_rate": lib.sample_rate}, pcm

    return handle
