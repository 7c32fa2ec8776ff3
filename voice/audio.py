"""Recorded sound of any common kind to plain samples, and back to a WAV file."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.error import FFmpegError

from voice.wav import pcm_to_wav

__all__ = ["SAMPLE_RATE", "SILENCE_DBFS", "AudioError", "decode", "level_dbfs", "pcm_to_wav"]

SAMPLE_RATE = 16_000
"""Samples a second that recognisers take (Hz)."""

SILENCE_DBFS = -100.0
"""What `level_dbfs` gives for silence and for no sound at all."""

_CONTAINERS = "wav,w64,aiff,caf,flac,mp3,ogg,matroska,webm,mov,mp4,m4a,3gp,aac,amr,amrnb,amrwb"


class AudioError(Exception):
    """The sound cannot be used; the message says why, in words for the person who sent it."""


def decode(data: bytes, *, max_seconds: float = 60.0, max_bytes: int = 10_000_000) -> bytes:
    """Decode a recording (WAV, MP3, Opus or Vorbis in WebM or Ogg, AMR, AAC, M4A, FLAC).

    Args:
        data: the whole file.
        max_seconds: longest recording accepted.
        max_bytes: largest file accepted.

    Returns:
        16-bit signed little-endian samples, one channel, 16 kHz.

    Raises:
        AudioError: empty, too large, too long, not sound, or damaged.
    """
    if not data:
        raise AudioError("The recording is empty. Please record again.")
    if len(data) > max_bytes:
        raise AudioError(f"The recording is larger than {max_bytes / 1e6:g} MB. Please send a shorter one.")
    limit = int(max_seconds * SAMPLE_RATE)
    parts: list[bytes] = []
    samples = 0
    try:
        for part in _resampled(data):
            parts.append(part)
            samples += len(part) // 2
            if samples > limit:
                raise AudioError(f"The recording is longer than {max_seconds:g} seconds. Please send a shorter one.")
    except (FFmpegError, ValueError, EOFError) as error:
        raise AudioError("The recording cannot be read as sound. Please record again.") from error
    if not samples:
        raise AudioError("There is no sound in the recording. Please record again.")
    return b"".join(parts)


def _resampled(data: bytes) -> Iterator[bytes]:
    # Only plain containers: playlists could name files and addresses of their own.
    with av.open(io.BytesIO(data), mode="r", options={"format_whitelist": _CONTAINERS}) as container:
        if not container.streams.audio:
            raise AudioError("There is no sound in the recording. Please record again.")
        resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        for frame in container.decode(container.streams.audio[0]):
            frame.pts = None
            yield from map(_samples, resampler.resample(frame))
        yield from map(_samples, resampler.resample(None))


def _samples(frame: AudioFrame) -> bytes:
    return bytes(frame.to_ndarray().astype("<i2", copy=False).tobytes())


def level_dbfs(pcm: bytes) -> float:
    """Mean loudness of 16-bit samples in dB below full scale (0 is the loudest possible)."""
    samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2").astype(np.float64)
    power = float(np.mean(np.square(samples / 32768))) if samples.size else 0.0
    return max(SILENCE_DBFS, 10 * math.log10(power)) if power else SILENCE_DBFS
