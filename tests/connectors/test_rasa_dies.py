"""Rasa is killed in the middle of a conversation of 200 turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.conftest import conversations

pytestmark = pytest.mark.alone

QUESTIONS = ("江海区边度有长者饭堂", "高龄津贴几多钱", "养老金认证怎么办", "派出所让我转钱到安全账户", "有冇人上门照顾")
TURNS = 200
KILL_AT = 60


def test_no_turn_fails_and_it_recovers_by_itself(own_server: Callable[..., Any]) -> None:
    server = own_server()
    rasa = server.rasa()
    assert rasa is not None
    answered: list[dict[str, Any]] = []
    with httpx.Client(base_url=server.url, timeout=20, trust_env=False) as client:

        def ask(number: int) -> dict[str, Any]:
            if number == KILL_AT:
                rasa.kill()
            body = {"text": QUESTIONS[number % len(QUESTIONS)], "session_id": f"s{number % 4}"}
            response = client.post("/api/chat", json=body)
            assert response.status_code == 200, response.text
            reply: dict[str, Any] = response.json()
            return reply

        with ThreadPoolExecutor(4) as pool:
            answered = list(pool.map(ask, range(TURNS)))

        degraded = [i for i, r in enumerate(answered) if r["degraded"]]
        assert len(answered) == TURNS
        assert all(r["text"] for r in answered)
        assert degraded
        assert min(degraded) >= KILL_AT - 4
        assert all(answered[i]["degraded"] == ["understanding"] for i in degraded)
        first = answered[degraded[0]]
        assert first["sources"] or first["risk"]["level"] != "none" or first["topic"] == "unknown"
        canteens = [answered[i] for i in degraded if i % len(QUESTIONS) == 0]
        assert all("麻三" in r["text"] for r in canteens)

        server.wait_ready()
        assert server.rasa().pid != rasa.pid
        end = time.monotonic() + 10
        while (reply := ask(0))["degraded"] and time.monotonic() < end:
            time.sleep(0.2)
        assert reply["degraded"] == []
    with conversations(f"sqlite:///{server.home / 'qiaoban.db'}") as store:
        kept = {r.turn_id for s in range(4) for _, r in store.turns(f"s{s}")}
    assert {r["turn_id"] for r in answered} <= kept


def test_without_rasa_every_turn_is_answered_by_search(own_server: Callable[..., Any]) -> None:
    server = own_server(rasa=False)
    reply = httpx.post(
        f"{server.url}/api/chat", json={"text": "江海区边度有长者饭堂"}, timeout=20, trust_env=False
    ).json()
    assert reply["degraded"] == ["understanding"]
    assert "麻三" in reply["text"]
