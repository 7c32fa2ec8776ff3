"""Sounds and pictures that people sent, kept for three days, and the sound format of the platform."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream

from connectors.wechat.simulator.clock import Clock
from voice.audio import SAMPLE_RATE, decode

_KEPT_S = 3 * 24 * 3600.0
_AMR_RATE = 8_000
_AMR_FRAME = 160
_AMR_BITS_PER_S = 12_200
_SOUNDS = {"amr": "audio/amr", "speex": "voice/speex", "mp3": "audio/mp3"}


@dataclass(frozen=True)
class Medium:
    """A file with its content type."""

    data: bytes
    content_type: str
    ends: float


class MediaStore:
    """Files by MediaId."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._media: dict[str, Medium] = {}

    def add(self, data: bytes, content_type: str) -> str:
        """Keep a file; gives its MediaId."""
        media_id = secrets.token_urlsafe(48)
        self._media[media_id] = Medium(data, content_type, self._clock.now() + _KEPT_S)
        return media_id

    def get(self, media_id: str) -> Medium | None:
        """The file, if it is still kept."""
        medium = self._media.get(media_id)
        return medium if medium is not None and medium.ends > self._clock.now() else None


def sound_type(sound_format: str) -> str:
    """The content type for the Format of a voice message."""
    return _SOUNDS.get(sound_format, f"audio/{sound_format}")


def to_amr(recording: bytes) -> bytes:
    """A recording of any common kind as the platform keeps it: AMR-NB, 8 kHz, one channel.

    Raises:
        voice.audio.AudioError: it is no sound, or longer than a minute.
    """
    samples = np.frombuffer(decode(recording), dtype="<i2").reshape(1, -1)
    whole = AudioFrame.from_ndarray(samples, format="s16", layout="mono")
    whole.sample_rate = SAMPLE_RATE
    resampler = AudioResampler(format="s16", layout="mono", rate=_AMR_RATE, frame_size=_AMR_FRAME)
    out = io.BytesIO()
    with av.open(out, "w", format="amr") as container:
        stream = container.add_stream("libopencore_amrnb", rate=_AMR_RATE)
        assert isinstance(stream, AudioStream)  # noqa: S101 - told by the codec's name
        stream.layout = "mono"
        stream.bit_rate = _AMR_BITS_PER_S
        for frame in [*resampler.resample(whole), *resampler.resample(None), None]:
            container.mux(stream.encode(frame))
    return out.getvalue()
