"""Vosk hears a model that a script builds, and names what is wrong with one that is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from voice.recognise import RecogniserError, Transcript, VoskRecogniser


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, toy_vosk: ModuleType) -> Path:
    path: Path = toy_vosk.build_toy_model(tmp_path_factory.mktemp("toy") / "model")
    return path


@pytest.fixture(scope="module")
def recogniser(model: Path) -> Iterator[VoskRecogniser]:
    loaded = VoskRecogniser(model)
    yield loaded
    loaded.close()


def hear(recogniser: VoskRecogniser, pcm: bytes, step: int = 3200) -> list[Transcript]:
    session = recogniser.start()
    heard = [t for i in range(0, len(pcm), step) for t in session.accept(pcm[i : i + step])]
    return [*heard, session.finish()]


def said(heard: list[Transcript]) -> str:
    return "".join(t.text for t in heard if t.final)


def test_partial_transcripts_grow_into_a_final_one(recogniser: VoskRecogniser, toy_vosk: ModuleType) -> None:
    heard = hear(recogniser, toy_vosk.toy_audio(["你好", "饭堂"]))
    partials = [t.text for t in heard if not t.final]
    assert partials == ["你好", "你好饭堂"]
    final = next(t for t in heard if t.final)
    assert (final.text, final.dialect) == ("你好饭堂", "cmn")
    assert final.confidence is not None and 0.5 < final.confidence <= 1


def test_after_an_endpoint_the_same_session_hears_the_next_utterance(
    recogniser: VoskRecogniser, toy_vosk: ModuleType
) -> None:
    heard = hear(recogniser, toy_vosk.toy_audio(["消费券"]) + toy_vosk.toy_audio(["津贴", "津贴"]))
    assert [t.text for t in heard if t.final and t.text] == ["消费券", "津贴津贴"]


@pytest.mark.parametrize("step", [1, 777, 100_000])
def test_pieces_of_any_size_give_the_same_words(recogniser: VoskRecogniser, toy_vosk: ModuleType, step: int) -> None:
    pcm = toy_vosk.toy_audio(["医院"], lead_s=0.1) if step == 1 else toy_vosk.toy_audio(["医院", "骗子"])
    assert said(hear(recogniser, pcm, step)) == ("医院" if step == 1 else "医院骗子")


def test_silence_and_nothing_give_no_words(recogniser: VoskRecogniser) -> None:
    assert said(hear(recogniser, bytes(64_000))) == ""
    assert hear(recogniser, b"") == [Transcript("", final=True, dialect="cmn")]


def test_four_people_at_once_are_each_understood(recogniser: VoskRecogniser, toy_vosk: ModuleType) -> None:
    words = list(toy_vosk.WORDS[:4])
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda w: said(hear(recogniser, toy_vosk.toy_audio([w]))), words)) == words


def test_an_ended_session_and_a_bad_rate_are_errors_not_hangs(recogniser: VoskRecogniser) -> None:
    session = recogniser.start()
    session.finish()
    session.close()
    with pytest.raises(RecogniserError, match="ended"):
        session.accept(b"\0\0")
    with pytest.raises(RecogniserError, match="0 Hz"):
        recogniser.start(sample_rate=0)


def test_a_closed_recogniser_starts_nothing(model: Path) -> None:
    closed = VoskRecogniser(model)
    closed.close()
    with pytest.raises(RecogniserError, match="closed"):
        closed.start()


def test_a_folder_that_is_no_model_is_named_with_what_to_do(tmp_path: Path, model: Path) -> None:
    with pytest.raises(RecogniserError, match=r"no such folder.*qiaoban voice get"):
        VoskRecogniser(tmp_path / "missing")
    with pytest.raises(RecogniserError, match=r"not a Vosk model.*am/final.mdl"):
        VoskRecogniser(tmp_path)
    a_file = tmp_path / "file"
    a_file.write_text("")
    with pytest.raises(RecogniserError, match="is a file"):
        VoskRecogniser(a_file)


@pytest.mark.parametrize(
    ("part", "keep"), [("am/final.mdl", 300), ("graph/HCLG.fst", 100), ("graph/HCLG.fst", 0), ("graph/words.txt", 0)]
)
def test_a_truncated_model_is_an_error_and_the_service_lives(tmp_path: Path, model: Path, part: str, keep: int) -> None:
    broken = Path(shutil.copytree(model, tmp_path / "broken"))
    (broken / part).write_bytes((broken / part).read_bytes()[:keep])
    with pytest.raises(RecogniserError, match=r"damaged|empty"):
        VoskRecogniser(broken)
