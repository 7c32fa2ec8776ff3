"""Clear enough to read, and never wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.connectors.desk.conftest import OpenDesk
from tests.connectors.desk.pretend import SOURCE, PretendDesk, case, entry, suggestion
from tests.connectors.kiosk.test_looks import TEXTS

RISK = {
    "level": "high",
    "kinds": ["impersonating_police"],
    "reasons": [{"flag": "safe_account", "quote": "安全账户", "why": "世上没有“安全账户”"}],
}


def _desk() -> PretendDesk:
    lines = [
        entry("a", "佢叫我转去安全账户", topic="fraud", risk=RISK, turn_id="t"),
        entry("b", "一蚊都唔好转。", "bot", sources=[SOURCE]),
        entry("c", "您好", "agent", name="一号坐席"),
        entry("d", "已接手", "notice"),
    ]
    urgent = case(1, emergency=True, causes=["emergency", "complaint"])
    risky = case(2, "held", risk=RISK, causes=["risk"], transcript=lines, person_left=True)
    low = case(3, risk={**RISK, "level": "low"}, causes=["risk", "asked"])
    desk = PretendDesk(urgent, risky, low, case(9, "closed"))
    desk.suggestions = [suggestion(), suggestion("送餐", score=0.6), suggestion("其他", score=0.1)]
    return desk


def _states(open_desk: OpenDesk, size: tuple[int, int]) -> Iterator[tuple[str, Page]]:
    page, desk = open_desk(_desk(), viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    yield "nothing open", page
    page.locator("#case-2").click()
    expect(page.locator(".suggestion")).to_have_count(3)
    yield "one's own", page
    page.locator("#text").fill("长" * 1010)
    desk.offline = True
    desk.cut()
    expect(page.locator("#outage")).to_be_visible()
    yield "broken off", page
    desk.offline = False
    page.locator("#case-3").click()
    expect(page.locator("#reply-status")).not_to_be_empty()
    yield "waiting", page
    page.locator("#tab-closed").click()
    page.locator("#case-9").click()
    expect(page.locator("#case-state")).to_contain_text("已结束")
    yield "closed", page
    desk.signed = False
    page.reload()
    expect(page.locator("#sign-in")).to_be_visible()
    yield "signed out", page


@pytest.mark.parametrize("size", [(1024, 700), (1366, 768), (1920, 1080), (683, 384)])
def test_everything_fits_and_can_be_read(open_desk: OpenDesk, size: tuple[int, int]) -> None:
    for state, page in _states(open_desk, size):
        wide, shown = page.locator("html").evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert wide <= shown, state
        texts = page.evaluate(TEXTS)
        assert texts, state
        disabled = page.locator("button:disabled").all_text_contents()
        faint = [one for one in texts if one["contrast"] < 4.5 and one["text"] not in disabled]
        assert faint == [], state
        assert [one for one in texts if one["size"] < 12] == [], state


@pytest.mark.parametrize("size", [(1024, 700), (1366, 768), (1920, 1080)])
def test_the_next_step_is_always_in_sight(open_desk: OpenDesk, size: tuple[int, int]) -> None:
    page, _ = open_desk(_desk(), viewport={"width": size[0], "height": size[1]})
    page.locator("#case-2").click()
    for what in ("#text", "#send", "#release", "#close", "#alarm button", "#case-badges", ".line.notice"):
        expect(page.locator(what).first).to_be_in_viewport(ratio=1)
    page.locator("#case-1").click()
    expect(page.locator("#take")).to_be_in_viewport(ratio=1)


def test_the_keyboard_reaches_everything_and_one_sees_where_it_is(open_desk: OpenDesk) -> None:
    page, _ = open_desk(_desk())
    page.locator("#case-2").click()
    expect(page.locator("#text")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    reached, unseen = set(), []
    for _ in range(40):
        page.keyboard.press("Tab")
        name, seen = page.evaluate(
            """() => {
              const at = document.activeElement;
              const shown = at.id === "queue-list" ? at.querySelector("[data-pointed=yes]") : at;
              return [at.id || at.className || at.tagName, getComputedStyle(shown ?? at).outlineStyle !== "none"];
            }"""
        )
        reached.add(name)
        if not seen and name != "BODY":
            unseen.append(name)
    assert unseen == []
    assert {
        "queue-list",
        "transcript",
        "text",
        "release",
        "close",
        "insert",
        "sign-out",
        "sound",
        "tab-open",
    } <= reached
