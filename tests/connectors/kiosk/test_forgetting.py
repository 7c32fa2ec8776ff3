"""When a visit ends the server forgets it too."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Page, Route, expect

from tests.conftest import conversations

Ask = Callable[[Page, str], None]
QUESTION = "江海区边度有长者饭堂"
AGAIN = "再讲一次"


def _asked(page: Page, ask: Ask) -> str:
    """The session that asked and was answered."""
    with page.expect_request("**/api/chat") as sent:
        ask(page, QUESTION)
    expect(page.locator("#answer")).to_contain_text("麻三")
    session: str = sent.value.post_data_json["session_id"]
    return session


def _repeated(url: str, session: str) -> str:
    """What the server has to repeat to whoever has this session's id."""
    body = {"text": AGAIN, "session_id": session}
    reply = httpx.post(f"{url}/api/chat", json=body, timeout=20, trust_env=False).raise_for_status()
    text: str = reply.json()["text"]
    return text


def _kept(server: Any, session: str) -> int:
    """How many turns of this session the server keeps."""
    with conversations(f"sqlite:///{server.home / 'qiaoban.db'}") as store:
        return len(store.turns(session))


def test_after_done_there_is_nothing_to_repeat(page: Page, ask: Ask, live_server: str) -> None:
    session = _asked(page, ask)
    assert "麻三" in _repeated(live_server, session)
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as gone:
        page.locator("#done").click()
    assert gone.value.url == f"{live_server}/api/sessions/{session}"
    assert gone.value.status == 204
    assert "麻三" not in _repeated(live_server, session)


def test_after_a_reload_there_is_nothing_to_repeat(page: Page, ask: Ask, server: Any) -> None:
    session = _asked(page, ask)
    assert _kept(server, session) == 1
    page.reload()
    expect(page.locator("body[data-view=home][data-ready=yes]")).to_be_attached()
    end = time.monotonic() + 5
    while _kept(server, session) and time.monotonic() < end:
        page.wait_for_timeout(100)
    assert _kept(server, session) == 0
    assert "麻三" not in _repeated(server.url, session)


def test_a_page_that_goes_away_asks_with_keepalive(page: Page, ask: Ask) -> None:
    session = _asked(page, ask)
    page.evaluate(
        """() => {
          window.sent = [];
          window.fetch = async (...given) => { window.sent.push(given); return new Response(); };
          window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
        }"""
    )
    sent = page.evaluate("window.sent")
    assert sent == [[f"/api/sessions/{session}", {"method": "DELETE", "keepalive": True}]]
    assert "麻三" not in page.content()


def test_an_answer_still_on_its_way_is_forgotten_later(open_page: Any, ask: Ask) -> None:
    page: Page = open_page(before=lambda new: new.clock.install())
    deleted: list[str] = []
    page.on("request", lambda request: deleted.append(request.url) if request.method == "DELETE" else None)
    held: list[Route] = []
    page.route("**/api/chat", lambda route: held.append(route))
    ask(page, QUESTION)
    expect(page.locator("body[data-phase=thinking]")).to_be_attached()
    page.locator("#done").click()
    expect(page.locator("body[data-view=home]")).to_be_attached()
    page.clock.fast_forward(21_000)
    page.wait_for_timeout(200)
    assert len(deleted) == 2
    assert len(set(deleted)) == 1


def test_who_asked_nothing_leaves_nothing(page: Page) -> None:
    deleted: list[str] = []
    page.on("request", lambda request: deleted.append(request.url) if request.method == "DELETE" else None)
    page.locator("#question").fill("我未问")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    expect(page.locator("#question")).to_have_value("")
    assert deleted == []
