"""A family member linked at the kiosk: by the QR code, with consent, told once, unlinked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.connectors.wechat.conftest import Line, wechat_line


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory, trained: None) -> Iterator[Line]:
    home: Path = tmp_path_factory.mktemp("family")
    with wechat_line(home, safe=True, rasa=True) as started:
        yield started


@pytest.fixture
def kiosk(line: Line) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=line.server.url, timeout=20, trust_env=False) as client:
        yield client


def asked(kiosk: httpx.Client, session: str, consent: str) -> httpx.Response:
    return kiosk.post(f"/api/sessions/{session}/family", json={"consent": consent, "dialect": "yue"})


@pytest.mark.parametrize("consent", ["唔好", "不同意", "我唔想畀佢哋知", "边度有饭堂"])
def test_without_a_yes_there_is_no_code(kiosk: httpx.Client, consent: str) -> None:
    got = asked(kiosk, "no", consent)
    assert got.status_code == 422
    assert got.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("consent", ["我同意", "好啊", "可以，冇问题"])
def test_a_yes_in_ones_own_words_is_enough(kiosk: httpx.Client, consent: str) -> None:
    got = asked(kiosk, "yes", consent)
    assert got.status_code == 201, got.text
    assert len(got.json()["code"]) == 6
    assert got.json()["qr"].startswith("<svg")
    assert got.json()["code"] in got.json()["text"]


def test_whoever_scans_is_told_once_and_either_side_can_end_it(kiosk: httpx.Client, line: Any) -> None:
    code = asked(kiosk, "visit", "我同意").json()["code"]
    daughter = line.platform.person("oDaughter")
    daughter.scans(f"family-{code}").result(20)
    welcome = daughter.wait_for(1, 20)[0].text
    assert "侨伴" in welcome
    assert "连上" in welcome
    daughter.says("收到").result(20)  # opens the platform's window for more than a minute
    before = len(daughter.wait_for(2))
    assert kiosk.get("/api/sessions/visit/family").json() == {"links": 1}
    for text in ("派出所打电话让我把钱转到安全账户", "佢叫我即刻转钱去安全账户", "我老伴突然晕低咗叫唔醒"):
        kiosk.post("/api/chat", json={"text": text, "session_id": "visit", "channel": "kiosk"}).raise_for_status()
    texts = [r.text for r in daughter.wait_for(before + 2, 20)[before:]]
    assert "公安" in texts[0]
    assert "社区" in texts[0]
    assert "安全账户" not in "".join(texts)
    assert "120" in texts[1]
    assert kiosk.delete("/api/sessions/visit/family").status_code == 204
    assert "解绑" in daughter.wait_for(before + 3, 20)[-1].text
    assert kiosk.get("/api/sessions/visit/family").json() == {"links": 0}
    assert len(daughter.received) == before + 3


@pytest.mark.parametrize("channel", ["cli", "desk"])
def test_danger_on_any_channel_is_warned_of_and_told(kiosk: httpx.Client, line: Any, channel: str) -> None:
    member = line.platform.person(f"oMember{channel}")
    code = asked(kiosk, f"on-{channel}", "我同意").json()["code"]
    member.says(f"绑定{code}").result(20)
    body = {"text": "派出所打电话让我把钱转到安全账户", "session_id": f"on-{channel}", "channel": channel}
    assert kiosk.post("/api/chat", json=body).status_code == 200
    assert "公安" in member.wait_for(2, 20)[1].text


def test_the_end_of_the_visit_ends_the_link(kiosk: httpx.Client, line: Any) -> None:
    code = asked(kiosk, "short", "我同意").json()["code"]
    son = line.platform.person("oSon")
    son.says(f"绑定{code}").result(20)
    son.wait_for(1)
    assert kiosk.delete("/api/sessions/short").status_code == 204
    assert kiosk.get("/api/sessions/short/family").json() == {"links": 0}


def test_codes_cannot_be_guessed_at_leisure(line: Any) -> None:
    stranger = line.platform.person("oStranger")
    for number in range(7):
        stranger.says(f"绑定 {number:06}").result(20)
    code = asked(httpx.Client(base_url=line.server.url, timeout=20, trust_env=False), "target", "我同意").json()["code"]
    stranger.says(f"绑定 {code}").result(20)
    assert "不对" in stranger.wait_for(8)[-1].text or "唔啱" in stranger.wait_for(8)[-1].text


def test_where_wechat_is_not_set_up_it_says_so(live_server: str) -> None:
    with httpx.Client(base_url=live_server, timeout=20, trust_env=False) as client:
        assert asked(client, "x", "我同意").status_code == 503
        assert client.get("/api/capabilities").json()["family"] is False
        assert client.get("/wechat").status_code == 404
