"""`/ws/voice`: sound in, transcript, Reply and sound out."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest
from websockets.sync.client import connect


def frames(socket: Any, until: str) -> tuple[list[dict[str, Any]], bytes]:
    events: list[dict[str, Any]] = []
    sound = b""
    while not events or events[-1]["type"] != until:
        frame = socket.recv(timeout=30)
        if isinstance(frame, bytes):
            sound += frame
        else:
            events.append(json.loads(frame))
    return events, sound


def test_a_spoken_question_is_written_down_answered_and_said(server_with_toy_model: Any, toy_vosk: ModuleType) -> None:
    server = server_with_toy_model
    pcm = toy_vosk.toy_audio(["饭堂"])
    with connect(server.url.replace("http", "ws") + "/ws/voice?dialect=cmn") as socket:
        ready = json.loads(socket.recv(timeout=10))
        assert ready["type"] == "ready"
        assert ready["data"]["recognition"] == {"yue": False, "cmn": True}
        socket.send(json.dumps({"type": "audio-start", "data": {"rate": 16000, "width": 2, "channels": 1}}))
        for start in range(0, len(pcm), 3200):
            socket.send(pcm[start : start + 3200])
        socket.send(json.dumps({"type": "audio-stop", "data": {}}))
        events, sound = frames(socket, "speech-stop")
    by_type = {e["type"]: e["data"] for e in events}
    assert by_type["transcript"] == {"text": "饭堂", "final": True}
    assert by_type["reply"]["topic"] == "canteen"
    assert by_type["reply"]["session_id"] == ready["data"]["session_id"]
    assert len(sound) / 2 / by_type["speech-start"]["rate"] > 1.0


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("not json", "bad_frame"),
        ("[1]", "bad_frame"),
        ('{"type": "dance"}', "bad_frame"),
        ('{"type": "audio-start", "data": {"rate": 8000}}', "bad_frame"),
        ('{"type": "audio-start", "data": 3}', "bad_frame"),
        ('{"type": "audio-start"}', "no_recogniser"),
    ],
)
def test_bad_frames_and_a_missing_recogniser_are_said_kindly(live_server: str, frame: str, code: str) -> None:
    with connect(live_server.replace("http", "ws") + "/ws/voice?dialect=yue") as socket:
        assert json.loads(socket.recv(timeout=10))["type"] == "ready"
        socket.send(frame)
        event = json.loads(socket.recv(timeout=10))
        assert event["type"] == "error"
        assert event["data"]["code"] == code
        assert event["data"]["message"]
        socket.send(b"\x00" * 3200)
        socket.send(frame)
        assert json.loads(socket.recv(timeout=10))["data"]["code"] == code
