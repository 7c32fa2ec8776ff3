"""The command line, as people type it."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import Any

import pytest

from tests import commands
from tests.conftest import ROOT


def qiaoban(*arguments: str, **settings: str) -> commands.Done:
    return commands.qiaoban(*arguments, settings={"NO_COLOR": "1", "COLUMNS": "160", **settings})


def test_ask_prints_the_answer_with_its_source(live_server: str) -> None:
    done = qiaoban("ask", "--url", live_server, "江海区边度有长者饭堂")
    assert done.returncode == 0, done.stderr
    assert "麻三" in done.stdout
    assert "2025-07-07" in done.stdout


def test_ask_as_json_is_the_reply_of_the_api(live_server: str) -> None:
    done = qiaoban("ask", "--json", "--url", live_server, "派出所打电话让我把钱转到安全账户")
    reply = json.loads(done.stdout)
    assert reply["risk"]["level"] == "high"
    assert set(reply) >= {"session_id", "turn_id", "dialect", "topic", "text", "speech", "cards", "sources"}


def test_ask_without_a_server_answers_from_search_and_says_so(tmp_path: Path, trained: None) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "knowledge").symlink_to(ROOT / "var" / "models" / "knowledge")
    done = qiaoban("ask", "江海区边度有长者饭堂", QIAOBAN_PORT="1", QIAOBAN_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "麻三" in done.stdout
    assert "degraded: understanding" in done.stderr
    assert "No server" in done.stderr


def test_ask_names_a_server_that_is_not_there() -> None:
    done = qiaoban("ask", "--url", "http://127.0.0.1:1", "你好")
    assert done.returncode == 1
    assert "no server answers at http://127.0.0.1:1" in done.stderr


def test_ask_too_much_is_refused_with_a_sentence(live_server: str) -> None:
    done = qiaoban("ask", "--url", live_server, "长" * 10_000)
    assert done.returncode == 1
    assert "一次最多 2000 个字" in done.stderr


def test_serve_on_a_taken_port_says_what_to_do(server: Any) -> None:
    port = server.url.rsplit(":", 1)[1]
    done = qiaoban("serve", "--port", port)
    assert done.returncode == 1
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("dialect", ["yue", "cmn"])
def test_say_writes_a_wav(tmp_path: Path, dialect: str) -> None:
    out = tmp_path / "out.wav"
    done = qiaoban("say", "--dialect", dialect, "--out", str(out), "有事打96110。")
    assert done.returncode == 0, done.stderr
    with wave.open(str(out)) as sound:
        assert 0.5 < sound.getnframes() / sound.getframerate() < 10


def test_say_shows_what_will_be_read() -> None:
    done = qiaoban("say", "--show", "--dialect", "cmn", "2025-07-07打96110")
    assert done.stdout.strip().startswith("二零二五年七月七日")
    assert "九六" in done.stdout


def test_listen_without_a_model_names_the_command(tmp_path: Path) -> None:
    sound = tmp_path / "x.wav"
    sound.write_bytes(b"RIFF")
    done = qiaoban("listen", str(sound), QIAOBAN_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "qiaoban voice get" in done.stderr


def test_listen_with_a_folder_that_is_no_model(tmp_path: Path) -> None:
    sound = tmp_path / "x.wav"
    qiaoban("say", "--dialect", "cmn", "--out", str(sound), "你好")
    (tmp_path / "model").mkdir()
    done = qiaoban("listen", "--model", str(tmp_path / "model"), str(sound))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "model") in done.stderr


def test_doctor_names_what_is_missing_and_its_command(tmp_path: Path) -> None:
    done = qiaoban("doctor", "--json", QIAOBAN_HOME=str(tmp_path), QIAOBAN_PORT="1")
    findings = {f["part"]: f for f in json.loads(done.stdout)}
    assert done.returncode == 1
    assert findings["Rasa model"]["works"] is False
    assert findings["Rasa model"]["remedy"] == "qiaoban train"
    assert findings["recognition, Mandarin"]["remedy"] == "qiaoban voice get"
    assert findings["speech, espeak-ng"]["works"] is True
    assert findings["speech, pyttsx3"]["works"] is True


def test_a_faulty_item_is_named_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("- id: a-b\n  kind: service\n  topic: health\n", encoding="utf-8")
    done = qiaoban("knowledge", "check", QIAOBAN_ITEMS=str(tmp_path))
    assert done.returncode == 1
    assert "broken.yaml:1" in done.stderr
    assert "title" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("QIAOBAN_PORT", "abc", "QIAOBAN_PORT"),
        ("QIAOBAN_KEEP_DAYS", "-2", "QIAOBAN_KEEP_DAYS"),
        ("QIAOBAN_DATABASE_URL", "nonsense", "sqlite:////path/to/file.db"),
        ("QIAOBAN_DATABASE_URL", "oracle+nosuch://x/y", "database URL"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(setting: str, value: str, said: str) -> None:
    done = qiaoban("serve", **{setting: value})
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
