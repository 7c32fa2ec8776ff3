"""In an emergency the screen says what to do, again if asked, and is quiet if asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.connectors.kiosk.labels import TEXTS

Ask = Callable[[Page, str], None]
FAINTED = "我老伴突然晕低咗叫唔醒"
BUTTONS = ("#emergency-repeat", "#emergency-stop", "#emergency-close")


def _fainted(page: Page, ask: Ask) -> None:
    ask(page, FAINTED)
    expect(page.locator("#emergency")).to_be_visible()
    expect(page.locator("body[data-phase=speaking]")).to_be_attached()


def test_it_can_be_stopped_and_said_again(page: Page, ask: Ask) -> None:
    _fainted(page, ask)
    page.locator("#emergency-stop").click()
    expect(page.locator("body[data-phase=idle]")).to_be_attached()
    assert page.evaluate("window.stopped") == 1
    expect(page.locator("#emergency-stop")).to_be_disabled()
    with page.expect_request("**/api/speech") as again:
        page.locator("#emergency-repeat").click()
    assert "120" in again.value.post_data_json["text"]
    expect(page.locator("body[data-phase=speaking]")).to_be_attached()
    assert page.evaluate("window.played.length") == 2
    expect(page.locator("#emergency")).to_be_visible()


def test_it_can_be_done_with_the_keyboard(page: Page, ask: Ask) -> None:
    _fainted(page, ask)
    for button in BUTTONS:
        page.keyboard.press("Tab")
        expect(page.locator(button)).to_be_focused()
    page.locator("#emergency-stop").focus()
    page.keyboard.press("Enter")
    expect(page.locator("body[data-phase=idle]")).to_be_attached()
    expect(page.locator("#emergency-repeat")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("body[data-phase=speaking]")).to_be_attached()


def test_when_it_cannot_be_said_again_the_dialog_itself_says_so(page: Page, ask: Ask) -> None:
    _fainted(page, ask)
    page.route("**/api/speech", lambda route: route.fulfill(status=503, json={"title": "x", "detail": "y"}))
    page.locator("#emergency-repeat").click()
    expect(page.locator("#emergency-trouble")).to_have_text(TEXTS["trouble_silent"]["yue"])
    page.unroute("**/api/speech")
    page.locator("#emergency-repeat").click()
    expect(page.locator("body[data-phase=speaking]")).to_be_attached()
    expect(page.locator("#emergency-trouble")).to_be_hidden()


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (1366, 768), (1280, 720), (390, 844)])
def test_numbers_text_and_buttons_are_seen_without_scrolling(open_page: Any, ask: Ask, size: tuple[int, int]) -> None:
    page = open_page(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    _fainted(page, ask)
    last = page.locator(".emergency-help").first.bounding_box()
    first = page.locator("#emergency-repeat").bounding_box()
    assert last and first and last["y"] + last["height"] <= first["y"]
    for part in (".emergency .number", "#emergency-text", *BUTTONS):
        expect(page.locator(part).first).to_be_in_viewport(ratio=1)
    least = 72 if size[0] >= 1000 else 56
    for button in BUTTONS:
        box = page.locator(button).bounding_box()
        assert box and min(box["width"], box["height"]) >= least
