"""When something goes wrong: a kind sentence, a way on, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

Ask = Callable[[Page, str], None]
QUESTION = "江海区边度有长者饭堂"


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(422, "换个讲法"), (429, "好多人问"), (500, "再试一次"), (503, "再试一次")],
)
def test_a_refusal_keeps_the_question_and_can_be_tried_again(page: Page, ask: Ask, status: int, sentence: str) -> None:
    page.route("**/api/chat", lambda route: route.fulfill(status=status, json={"title": "x", "detail": "y"}))
    ask(page, QUESTION)
    expect(page.locator("#trouble")).to_contain_text(sentence)
    expect(page.locator("#question")).to_have_value(QUESTION)
    page.unroute("**/api/chat")
    page.locator("#trouble .retry").click()
    expect(page.locator("#answer")).to_contain_text("麻三")
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator("#question")).to_have_value("")


def test_without_a_network_it_says_so_and_goes_on_afterwards(page: Page, ask: Ask) -> None:
    page.context.set_offline(True)
    ask(page, QUESTION)
    expect(page.locator("#trouble")).to_contain_text("连唔到")
    expect(page.locator("#question")).to_have_value(QUESTION)
    page.context.set_offline(False)
    page.locator("#trouble .retry").click()
    expect(page.locator("#answer")).to_contain_text("麻三")


def test_too_much_text_is_kept_for_shortening(page: Page, ask: Ask) -> None:
    essay = "饭" * 5000
    ask(page, essay)
    expect(page.locator("#trouble")).to_contain_text("删短")
    expect(page.locator("#question")).to_have_value(essay)


def test_an_empty_question_is_not_sent(page: Page, ask: Ask) -> None:
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request) if "/api/chat" in request.url else None)
    ask(page, "   ")
    expect(page.locator("#trouble")).to_contain_text("请先写低")
    assert asked == []


def test_an_answer_without_sound_can_still_be_read(page: Page, ask: Ask) -> None:
    page.route("**/api/speech", lambda route: route.fulfill(status=503, json={"title": "x", "detail": "y"}))
    ask(page, QUESTION)
    expect(page.locator("#answer")).to_contain_text("麻三")
    expect(page.locator("#trouble")).to_contain_text("发唔到声")


def test_what_is_degraded_is_said(page: Page, ask: Ask) -> None:
    def degraded(route: Any) -> None:
        route.fulfill(json=route.fetch().json() | {"degraded": ["understanding"]})

    page.route("**/api/chat", degraded)
    ask(page, QUESTION)
    expect(page.locator("#answer .notice")).to_contain_text("查资料")


def test_without_a_recogniser_the_microphone_is_off_and_says_what_to_do_instead(page: Page) -> None:
    expect(page.locator("body[data-mic=off]")).to_be_attached()
    expect(page.locator("#mic")).to_be_disabled()
    expect(page.locator("#mic-hint")).to_contain_text("写字或者撳掣")


def test_a_refused_microphone_is_explained(launch: Callable[..., Browser], live_server_with_toy_model: str) -> None:
    browser = launch("--use-fake-device-for-media-stream")
    page = browser.new_context(viewport={"width": 1080, "height": 1920}).new_page()
    page.goto(f"{live_server_with_toy_model}/kiosk")
    expect(page.locator("#mic")).to_be_enabled()
    page.locator("#mic").click()
    expect(page.locator("#trouble")).to_contain_text("唔畀我用咪")
    expect(page.locator("body[data-phase=idle]")).to_be_attached()
    browser.close()
