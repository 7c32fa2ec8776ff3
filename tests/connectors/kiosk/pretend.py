"""Stands in for what a test cannot have: a microphone, a recogniser, other browsers, a short sound."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Callable
from typing import Any

import numpy as np
from playwright.sync_api import Page, Route, WebSocketRoute

MICROPHONE = """
navigator.mediaDevices.getUserMedia = async () => new AudioContext().createMediaStreamDestination().stream;
"""
MICROPHONE_THAT_NEVER_OPENS = "navigator.mediaDevices.getUserMedia = () => new Promise(() => {});"
SUSPENDED_SOUND = """
const Real = AudioContext;
window.AudioContext = class extends Real {
  constructor(...given) { super(...given); this.suspend(); }
  resume() { return new Promise(() => {}); }
};
"""
OLD_BROWSER = "delete AbortSignal.any; delete AbortSignal.timeout;"


def sound(seconds: float, rate_hz: int = 16_000) -> bytes:
    """A WAV file with a hum of this length."""
    pcm = (np.sin(np.arange(int(seconds * rate_hz)) / 20) * 8000).astype("<i2")
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(pcm.tobytes())
    return made.getvalue()


def says(page: Page, seconds: float) -> None:
    """Everything that is said is a hum of this length."""
    page.route("**/api/speech", lambda route: route.fulfill(content_type="audio/wav", body=sound(seconds)))


def able(page: Page, **changed: Any) -> None:
    """The server says that it can do this."""

    def answer(route: Route) -> None:
        what: dict[str, Any] = route.fetch().json() | changed
        route.fulfill(json={key: value for key, value in what.items() if value is not None})

    page.route("**/api/capabilities", answer)


def hears(page: Page, script: str = MICROPHONE, on_stop: Callable[[WebSocketRoute], object] | None = None) -> None:
    """A microphone, and a server that hears; ``on_stop`` is what it does when all has been said."""
    page.add_init_script(script)
    able(page, recognition={"yue": True, "cmn": True})

    def connected(socket: WebSocketRoute) -> None:
        def came(frame: str | bytes) -> None:
            if on_stop and isinstance(frame, str) and json.loads(frame)["type"] == "audio-stop":
                on_stop(socket)

        socket.on_message(came)

    page.route_web_socket("**/ws/voice**", connected)


def event(socket: WebSocketRoute, kind: str, **data: Any) -> None:
    """The server sends this."""
    socket.send(json.dumps({"type": kind, "data": data}))


REPLY: dict[str, Any] = {
    "session_id": "s",
    "turn_id": "t",
    "dialect": "yue",
    "topic": "human",
    "confidence": 1.0,
    "text": "",
    "speech": "",
    "cards": [],
    "sources": [],
    "options": [],
    "risk": {"level": "none", "kinds": [], "reasons": []},
    "emergency": False,
    "handoff": True,
    "degraded": [],
}
"""A Reply while an agent holds the conversation: the assistant is silent."""


def answers(page: Page, **changed: Any) -> None:
    """From now on every question is answered so."""
    page.unroute("**/api/chat")
    page.route("**/api/chat", lambda route: route.fulfill(json=REPLY | changed))
