"""The real engines speak both dialects, bear misuse, and come back when they die."""

from __future__ import annotations

import io
import os
import signal
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from voice.audio import level_dbfs
from voice.speak import (
    CachedSpeaker,
    Capabilities,
    Dialect,
    EspeakSpeaker,
    FallbackSpeaker,
    Pyttsx3Speaker,
    SpeakError,
    Speech,
    UnsayableError,
    default_speaker,
    say_sentences,
)

Engine = EspeakSpeaker | Pyttsx3Speaker
SENTENCES: dict[Dialect, str] = {"yue": "麻三村长者饭堂喺边度呀？", "cmn": "麻三村的长者饭堂在哪里？"}


@pytest.fixture(scope="module", params=[EspeakSpeaker, Pyttsx3Speaker])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    speaker = request.param()
    yield speaker
    speaker.close()


@pytest.fixture(scope="module")
def espeak() -> Iterator[EspeakSpeaker]:
    speaker = EspeakSpeaker()
    yield speaker
    speaker.close()


@pytest.mark.parametrize("dialect", ["yue", "cmn"])
def test_a_sentence_becomes_sound_of_sane_length_and_loudness(engine: Engine, dialect: Dialect) -> None:
    assert dialect in engine.capabilities.dialects
    speech = engine.say(SENTENCES[dialect], dialect)
    characters = len(SENTENCES[dialect]) - 1
    assert 0.15 * characters < speech.duration_s < 0.5 * characters
    assert -30 < level_dbfs(speech.pcm) < -10
    with wave.open(io.BytesIO(speech.wav())) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert file.getnframes() / file.getframerate() == pytest.approx(speech.duration_s)


def test_rate_and_volume_do_what_they_say(engine: Engine) -> None:
    slow, normal, fast = (engine.say(SENTENCES["yue"], "yue", rate) for rate in (0.7, 1.0, 1.4))
    assert slow.duration_s > 1.2 * normal.duration_s > 1.4 * fast.duration_s
    soft, loud = (level_dbfs(engine.say(SENTENCES["yue"], "yue", 1.0, v).pcm) for v in (0.5, 1.8))
    assert soft + 3 < level_dbfs(normal.pcm) < loud - 2
    beyond = engine.say(SENTENCES["yue"], "yue", 0.01, 50.0)
    assert beyond.duration_s == pytest.approx(engine.say(SENTENCES["yue"], "yue", 0.5, 2.0).duration_s, rel=0.02)


def test_eight_threads_of_mixed_sentences_each_get_their_own(engine: Engine) -> None:
    jobs: list[tuple[str, Dialect, float]] = [
        (SENTENCES[d][:length], d, rate) for d in SENTENCES for length in (3, 7, 11) for rate in (0.8, 1.0, 1.3)
    ]
    alone = {job: engine.say(*job).duration_s for job in jobs}
    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(lambda i: (jobs[i % len(jobs)], engine.say(*jobs[i % len(jobs)])), range(80)))
    for job, speech in done:
        assert speech.duration_s == pytest.approx(alone[job], rel=0.05), job


@pytest.mark.parametrize(
    "text",
    ["--help 你好", "[[你好]]", "[[ [[ ]] 你好", "你\x00好\x07\x1b[2J", "-v en 你好", "\ud800你好", "<b>你好</b>"],
)
def test_marks_that_engines_obey_are_only_text(engine: Engine, text: str) -> None:
    assert 0.2 < engine.say(text, "cmn").duration_s < 10


@pytest.mark.parametrize("text", ["", "  \n", "。！", "👍", "好" * 6000])
def test_what_cannot_be_said_is_refused_and_the_engine_lives(engine: Engine, text: str) -> None:
    with pytest.raises(UnsayableError):
        engine.say(text, "yue")
    assert engine.say("好", "yue").pcm


def test_a_killed_engine_is_replaced_within_the_same_call(engine: Engine) -> None:
    engine.say("好", "yue")
    first = engine.worker_pid
    assert first
    os.kill(first, signal.SIGKILL)
    assert engine.say("好", "yue").pcm
    assert engine.worker_pid not in (None, first)


def test_a_hung_engine_is_replaced_after_its_time() -> None:
    speaker = EspeakSpeaker(timeout_s=1.0)
    try:
        speaker.say("好", "yue")
        hung = speaker.worker_pid
        assert hung
        os.kill(hung, signal.SIGSTOP)
        with pytest.raises(SpeakError, match="within 1 s"):
            speaker.say("好", "yue")
        assert not psutil.pid_exists(hung) or psutil.Process(hung).status() == psutil.STATUS_ZOMBIE
        assert speaker.say("好", "yue").pcm
    finally:
        speaker.close()


def test_a_closed_engine_says_so_and_leaves_no_process() -> None:
    speaker = EspeakSpeaker()
    speaker.say("好", "yue")
    pid = speaker.worker_pid
    speaker.close()
    assert pid and not psutil.pid_exists(pid)
    with pytest.raises(SpeakError, match="closed"):
        speaker.say("好", "yue")


@pytest.mark.parametrize(
    ("word", "dialect", "phonemes"),
    [("礼乐", "yue", "N'o6k"), ("新会", "yue", "w'ui6"), ("我哋", "yue", "d'ei6"), ("会", "yue", "ui5")],
)
def test_the_lexicon_mends_what_the_engine_reads_wrongly(
    espeak: EspeakSpeaker, word: str, dialect: Dialect, phonemes: str
) -> None:
    from voice.speak.lexicon import respelled

    assert phonemes not in espeak.phonemes(word, dialect)
    spelled = respelled(word, dialect, phonemes=True)
    assert phonemes in (spelled if "[[" in spelled else espeak.phonemes(spelled, dialect))


def test_mandarin_syllables_that_the_engine_spells_out_are_one_syllable(espeak: EspeakSpeaker) -> None:
    assert "(en)" in espeak.phonemes("胸", "cmn")
    for character, like in ("胸香", "凶香", "兄香", "熊祥", "雄祥"):
        assert espeak.say(character, "cmn").duration_s < 1.2 * espeak.say(like, "cmn").duration_s


class Broken:
    """A speaker that always fails, and counts."""

    def __init__(self, dialects: tuple[Dialect, ...] = ("yue", "cmn")) -> None:
        self.capabilities = Capabilities("broken", dialects, 600)
        self.asked = 0

    def say(self, *_args: object, **_options: object) -> Speech:
        self.asked += 1
        raise SpeakError("broken: on purpose")

    def close(self) -> None:
        pass


def test_the_next_voice_speaks_when_one_fails_and_the_failed_one_rests(espeak: EspeakSpeaker) -> None:
    now = [0.0]
    broken, mandarin_only = Broken(), Broken(("cmn",))
    chain = FallbackSpeaker([mandarin_only, broken, espeak], rest_s=30, clock=lambda: now[0])
    assert chain.say("好", "yue").pcm and chain.say("好", "yue").pcm
    assert (broken.asked, mandarin_only.asked) == (1, 0)
    now[0] = 31.0
    assert chain.say("好", "yue").pcm
    assert broken.asked == 2
    with pytest.raises(UnsayableError):
        chain.say("", "yue")
    with pytest.raises(SpeakError, match="on purpose"):
        FallbackSpeaker([broken]).say("好", "yue")
    with pytest.raises(SpeakError, match="no voice for yue"):
        FallbackSpeaker([mandarin_only]).say("好", "yue")


def test_a_sentence_said_before_comes_from_the_cache_within_its_bytes(espeak: EspeakSpeaker) -> None:
    cache = CachedSpeaker(espeak, max_bytes=100_000)
    first = cache.say("好", "yue")
    assert cache.say("好", "yue") is first
    assert cache.say("好", "cmn") is not first
    for text in ("一", "二", "三", "四", "五", "六", "七", "八"):
        cache.say(text, "yue")
        assert cache.size_bytes <= 100_000
    assert cache.say("好", "yue") is not first


def test_the_default_voice_says_an_answer_sentence_by_sentence() -> None:
    speaker = default_speaker()
    try:
        text = "麻三村长者饭堂，10.8元一餐。\n电话：0750-3861234！👍"
        parts = list(say_sentences(speaker, text, "yue"))
        assert len(parts) == 2
        assert all(p.duration_s > 1 for p in parts)
        assert list(say_sentences(speaker, "👍…", "yue")) == []
    finally:
        speaker.close()
