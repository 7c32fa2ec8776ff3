"""A kiosk forgets a person who walked away, and nobody who is still there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

QUESTION = "江海区边度有长者饭堂"


def _sessions(page: Page) -> list[str]:
    seen: list[str] = []
    page.on(
        "request",
        lambda request: seen.append(request.post_data_json["session_id"]) if "/api/chat" in request.url else None,
    )
    return seen


def test_it_asks_and_then_forgets_everything(open_page: Any, ask: Callable[[Page, str], None]) -> None:
    page = open_page("?idle=2&grace=2")
    sessions = _sessions(page)
    page.get_by_role("button", name="普通话").click()
    ask(page, QUESTION)
    expect(page.locator("#answer")).to_contain_text("麻三")
    page.locator("#stop").click()
    page.locator("#question").fill("我未写完")
    expect(page.locator("#idle")).to_be_visible(timeout=10_000)
    expect(page.locator("#idle")).to_contain_text("秒")
    expect(page.locator("body[data-view=home]")).to_be_attached(timeout=10_000)
    expect(page.locator("#idle")).to_be_hidden()
    content = page.content()
    assert "麻三" not in content
    assert QUESTION not in content
    expect(page.locator("#question")).to_have_value("")
    expect(page.locator("h1")).to_have_text("你好呀，想问咩？")
    ask(page, QUESTION)
    expect(page.locator("#answer")).to_contain_text("麻三")
    assert len(set(sessions)) == 2


def test_a_touch_means_somebody_is_still_there(open_page: Any, ask: Callable[[Page, str], None]) -> None:
    page = open_page("?idle=1&grace=30")
    ask(page, QUESTION)
    expect(page.locator("#answer")).to_contain_text("麻三")
    page.locator("#stop").click()
    expect(page.locator("#idle")).to_be_visible(timeout=10_000)
    page.locator("#idle-stay").click()
    expect(page.locator("#idle")).to_be_hidden()
    expect(page.locator("#answer")).to_contain_text("麻三")


@pytest.fixture
def asked_whether_still_there(open_page: Any, ask: Callable[[Page, str], None]) -> tuple[Page, list[str]]:
    """A touch screen that asks, with an answer below; and the sessions of the questions sent from now on."""
    page: Page = open_page("?idle=1&grace=30", has_touch=True)
    ask(page, QUESTION)
    expect(page.locator("#answer")).to_contain_text("麻三")
    page.locator("#stop").tap()
    expect(page.locator("#idle")).to_be_visible(timeout=10_000)
    return page, _sessions(page)


def _middle(page: Page, what: str) -> tuple[float, float]:
    box = page.locator(what).first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("below", ["#done", "#go-home", "[data-say=slower]", "[data-dialect=cmn]"])
@pytest.mark.parametrize("touches", [1, 2])
def test_a_touch_beside_the_dialog_presses_nothing_below(
    asked_whether_still_there: tuple[Page, list[str]], below: str, touches: int
) -> None:
    page, sent = asked_whether_still_there
    for _ in range(touches):
        page.touchscreen.tap(*_middle(page, below))
    expect(page.locator("#idle")).to_be_hidden()
    page.wait_for_timeout(300)
    expect(page.locator("#answer")).to_contain_text("麻三")
    expect(page.locator("h1")).to_have_text("你好呀，想问咩？")
    assert page.get_attribute("body", "data-view") == "turn"
    assert sent == []


@pytest.mark.parametrize("touches", [1, 2])
def test_a_touch_of_its_button_presses_nothing_below(
    asked_whether_still_there: tuple[Page, list[str]], touches: int
) -> None:
    page, sent = asked_whether_still_there
    x, y = _middle(page, "#idle-stay")
    page.evaluate(
        """([x, y]) => {
          const below = document.querySelector("#options button") ?? document.querySelector("#done");
          below.style.cssText = `position: fixed; left: ${x - 100}px; top: ${y - 50}px; width: 200px; height: 100px`;
        }""",
        [x, y],
    )
    for _ in range(touches):
        page.touchscreen.tap(x, y)
    expect(page.locator("#idle")).to_be_hidden()
    page.wait_for_timeout(300)
    expect(page.locator("#answer")).to_contain_text("麻三")
    assert sent == []


def test_the_dialog_stays_until_it_is_answered(asked_whether_still_there: tuple[Page, list[str]]) -> None:
    page, _ = asked_whether_still_there
    page.mouse.wheel(0, 200)
    page.keyboard.press("a")
    page.evaluate("document.querySelector('#stage').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))")
    assert page.locator("#idle").is_visible()  # now: it would soon come back by itself
    page.keyboard.press("Enter")
    expect(page.locator("#idle")).to_be_hidden()
    expect(page.locator("#answer")).to_contain_text("麻三")


def test_it_does_not_ask_while_it_speaks(open_page: Any, ask: Callable[[Page, str], None]) -> None:
    page = open_page("?idle=1&grace=1")
    ask(page, QUESTION)
    expect(page.locator("body[data-phase=speaking]")).to_be_attached()
    page.wait_for_timeout(1500)
    assert page.get_attribute("body", "data-phase") == "speaking"
    expect(page.locator("#idle")).to_be_hidden()


def test_nobody_is_asked_at_an_untouched_screen(open_page: Any) -> None:
    page = open_page("?idle=0.3&grace=1")
    page.wait_for_timeout(1000)
    expect(page.locator("#idle")).to_be_hidden()


def test_done_forgets_at_once(page: Page, ask: Callable[[Page, str], None]) -> None:
    sessions = _sessions(page)
    ask(page, QUESTION)
    expect(page.locator("#answer")).to_contain_text("麻三")
    page.locator("#done").click()
    assert "麻三" not in page.content()
    ask(page, QUESTION)
    expect(page.locator("#answer")).to_contain_text("麻三")
    assert len(set(sessions)) == 2
