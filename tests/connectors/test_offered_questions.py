"""Whatever the product itself offers to ask, it answers rightly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PHRASES = yaml.safe_load((ROOT / "bot" / "wording" / "phrases.yaml").read_text(encoding="utf-8"))
LABELS = json.loads((ROOT / "connectors" / "kiosk" / "static" / "labels.json").read_text(encoding="utf-8"))
TOPICS_BY_ICON = {
    "bowl": {"canteen"},
    "voucher": {"voucher"},
    "allowance": {"allowance"},
    "shield": {"fraud"},
    "house": {"home_care", "errands"},
    "phone": {"hotline"},
}
TOPICS_AT_START = ("canteen", "voucher", "allowance", "fraud", "home_care|errands", "hotline")


def ask(url: str, text: str, session: str | None = None) -> dict[str, Any]:
    response = httpx.post(
        f"{url}/api/chat",
        json={"text": text, **({"session_id": session} if session else {})},
        timeout=20,
        trust_env=False,
    )
    reply: dict[str, Any] = response.raise_for_status().json()
    return reply


@pytest.mark.parametrize("dialect", ["yue", "cmn"])
@pytest.mark.parametrize("topic", LABELS["topics"], ids=lambda t: t["icon"])
def test_the_buttons_of_the_first_page(live_server: str, topic: dict[str, Any], dialect: str) -> None:
    reply = ask(live_server, topic["ask"][dialect])
    assert reply["topic"] in TOPICS_BY_ICON[topic["icon"]], reply["text"]
    assert reply["dialect"] == dialect


@pytest.mark.parametrize("dialect", ["yue", "cmn"])
@pytest.mark.parametrize("place", range(6))
def test_the_quick_replies_at_the_start(live_server: str, place: int, dialect: str) -> None:
    reply = ask(live_server, PHRASES["options_start"][dialect][place])
    assert reply["topic"] in TOPICS_AT_START[place].split("|"), reply["text"]


@pytest.mark.parametrize("dialect", ["yue", "cmn"])
@pytest.mark.parametrize("place", range(5))
def test_the_districts_offered_have_an_answer(live_server: str, place: int, dialect: str) -> None:
    reply = ask(live_server, PHRASES["options_district"][dialect][place])
    assert reply["topic"] == "canteen"
    assert reply["sources"]


@pytest.mark.parametrize("dialect", ["yue", "cmn"])
def test_the_quick_replies_to_a_warning(live_server: str, dialect: str) -> None:
    paid, not_paid, human = PHRASES["options_fraud"][dialect]
    scam = {"yue": "有人扮公安叫我将啲钱转去安全账户", "cmn": "派出所打电话让我把钱转到安全账户"}[dialect]
    for said, number in ((paid, "110"), (not_paid, "96110"), (human, "12345")):
        session = f"warned-{dialect}-{number}"
        assert ask(live_server, scam, session)["risk"]["level"] == "high"
        assert number in ask(live_server, said, session)["text"]


@pytest.mark.parametrize("dialect", ["yue", "cmn"])
def test_the_quick_replies_to_an_answer(live_server: str, dialect: str) -> None:
    first = ask(live_server, PHRASES["options_district"][dialect][1], f"answered-{dialect}")
    again, slower, human = PHRASES["options_answer"][dialect]
    assert ask(live_server, again, f"answered-{dialect}")["text"] == first["text"]
    assert first["text"] in ask(live_server, slower, f"answered-{dialect}")["text"]
    assert ask(live_server, human, f"answered-{dialect}")["handoff"]
