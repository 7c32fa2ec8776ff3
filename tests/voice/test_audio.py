"""Recordings of every common kind become the same samples; the rest is refused in plain words."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame

from voice.audio import AudioError, decode, level_dbfs, pcm_to_wav


def tone(seconds: float, hz: float = 440.0, level: float = 0.3, rate: int = 48_000, channels: int = 1) -> np.ndarray:
    time = np.arange(int(seconds * rate)) / rate
    return np.repeat((32767 * level * np.sin(2 * np.pi * hz * time)).astype(np.int16), channels)


def encoded(container: str, codec: str, rate: int, seconds: float, layout: str = "mono") -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout=layout)
        samples = tone(seconds, rate=rate, channels=2 if layout == "stereo" else 1)
        frame = AudioFrame.from_ndarray(samples[None, :], format="s16", layout=layout)
        frame.sample_rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            file.mux(packet)
    return out.getvalue()


@pytest.mark.parametrize(
    ("container", "codec", "rate", "layout"),
    [
        ("wav", "pcm_s16le", 44_100, "stereo"),
        ("webm", "libopus", 48_000, "mono"),
        ("ogg", "libopus", 48_000, "stereo"),
        ("mp3", "libmp3lame", 44_100, "mono"),
        ("adts", "aac", 44_100, "mono"),
        ("mp4", "aac", 48_000, "mono"),
        ("amr", "libopencore_amrnb", 8_000, "mono"),
        ("flac", "flac", 16_000, "mono"),
    ],
)
def test_a_recording_keeps_its_length_pitch_and_loudness(container: str, codec: str, rate: int, layout: str) -> None:
    pcm = decode(encoded(container, codec, rate, 2.0, layout))
    samples = np.frombuffer(pcm, "<i2")
    assert len(samples) / 16_000 == pytest.approx(2.0, abs=0.12)
    middle = samples[8_000:24_000].astype(float)
    assert np.argmax(np.abs(np.fft.rfft(middle))) == pytest.approx(440, abs=3)
    assert level_dbfs(pcm) == pytest.approx(-13.5, abs=2)


def test_a_wav_of_our_own_comes_back_the_same() -> None:
    pcm = tone(0.5, rate=16_000).tobytes()
    assert decode(pcm_to_wav(pcm)) == pcm


@pytest.mark.parametrize(
    "data", [b"\0" * 5_000, b"hello", b"RIFF\xff\xff\xff\x7fWAVEfmt ", b"\x1aE\xdf\xa3" + b"x" * 99]
)
def test_what_is_not_sound_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(AudioError, match="Please"):
        decode(data)


def test_empty_too_large_and_too_long_are_told_apart() -> None:
    with pytest.raises(AudioError, match="empty"):
        decode(b"")
    with pytest.raises(AudioError, match=r"larger than 0\.001 MB"):
        decode(b"x" * 2_000, max_bytes=1_000)
    with pytest.raises(AudioError, match=r"longer than 1\.5 seconds"):
        decode(encoded("webm", "libopus", 48_000, 2.0), max_seconds=1.5)


def test_a_playlist_that_names_other_files_is_not_followed(tmp_path: pytest.TempPathFactory) -> None:
    target = str(tmp_path) + "/secret.wav"
    with open(target, "wb") as file:  # noqa: PTH123
        file.write(pcm_to_wav(tone(1.0, rate=16_000).tobytes()))
    for playlist in (
        f"#EXTM3U\n#EXTINF:1,\nfile://{target}\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile {target}\n",
    ):
        with pytest.raises(AudioError):
            decode(playlist.encode())


def test_loudness_of_silence_and_of_full_scale() -> None:
    assert level_dbfs(b"") == level_dbfs(bytes(100)) == -100
    assert level_dbfs(tone(1.0, level=1.0).tobytes()) == pytest.approx(-3.01, abs=0.01)
