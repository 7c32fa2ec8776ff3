"""When something goes wrong: a kind sentence, a way on, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.connectors.kiosk.labels import TEXTS
from tests.connectors.kiosk.pages import opened
from tests.connectors.kiosk.pretend import OLD_BROWSER, able

Ask = Callable[[Page, str], None]
QUESTION = "江海区边度有长者饭堂"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, "refused"), (422, "refused"), (413, "too_long"), (429, "busy"), (500, "server"), (503, "server")],
)
def test_a_refusal_keeps_the_question_and_can_be_tried_again(page: Page, ask: Ask, status: int, kind: str) -> None:
    page.route("**/api/chat", lambda route: route.fulfill(status=status, json={"title": "x", "detail": "y"}))
    ask(page, QUESTION)
    expect(page.locator("#trouble > p")).to_have_text(TEXTS[f"trouble_{kind}"]["yue"])
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


def test_a_refused_microphone_is_explained(
    launch: Callable[..., Browser], live_server_with_toy_model: str, complaints: list[str]
) -> None:
    browser = launch("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream=deny")
    page = opened(browser, live_server_with_toy_model, complaints=complaints)
    expect(page.locator("#mic")).to_be_enabled()
    page.locator("#mic").click()
    expect(page.locator("#trouble")).to_contain_text("唔畀我用咪")
    expect(page.locator("body[data-phase=idle]")).to_be_attached()
    browser.close()


@pytest.mark.parametrize("code", ["yue", "cmn"])
def test_many_people_at_once_are_told_so_in_their_dialect(page: Page, ask: Ask, code: str) -> None:
    page.locator(f"[data-dialect={code}]").click()
    page.route("**/api/chat", lambda route: route.fulfill(status=429, json={"title": "忙", "detail": "请等一等"}))
    ask(page, QUESTION)
    expect(page.locator("#trouble > p")).to_have_text(TEXTS["trouble_busy"][code])


def test_an_old_browser_asks_and_is_answered(open_page: Callable[..., Page], ask: Ask) -> None:
    page = open_page(before=lambda new: new.add_init_script(OLD_BROWSER))
    assert page.evaluate("[AbortSignal.any, AbortSignal.timeout].every((each) => each === undefined)")
    with page.expect_response("**/api/speech"):
        ask(page, QUESTION)
    expect(page.locator("#answer")).to_contain_text("麻三")
    expect(page.locator("#trouble")).to_be_hidden()


def test_an_answer_that_does_not_come_is_given_up(open_page: Callable[..., Page], ask: Ask) -> None:
    page = open_page(before=lambda new: new.clock.install())
    held: list[Route] = []
    page.route("**/api/chat", lambda route: held.append(route))
    ask(page, QUESTION)
    expect(page.locator("body[data-phase=thinking]")).to_be_attached()
    page.clock.fast_forward(16_000)
    expect(page.locator("#trouble > p")).to_have_text(TEXTS["trouble_slow"]["yue"])
    expect(page.locator("#question")).to_have_value(QUESTION)
    for route in held:
        route.abort()


@pytest.mark.parametrize("answer", ["<html>", "{}", "null"])
def test_an_answer_that_makes_no_sense_is_not_blamed_on_the_network(page: Page, ask: Ask, answer: str) -> None:
    page.route("**/api/chat", lambda route: route.fulfill(content_type="application/json", body=answer))
    ask(page, QUESTION)
    expect(page.locator("#trouble > p")).to_have_text(TEXTS["trouble_server"]["yue"])


def test_a_mistake_of_the_page_is_not_blamed_on_the_network(page: Page, ask: Ask) -> None:
    page.evaluate("Object.defineProperty(Response.prototype, 'ok', { get() { return null.none; } })")
    ask(page, QUESTION)
    expect(page.locator("#trouble > p")).to_have_text(TEXTS["trouble_server"]["yue"])


def test_where_nothing_can_be_said_the_page_is_silent_without_complaint(
    open_page: Callable[..., Page], ask: Ask
) -> None:
    asked: list[str] = []
    page = open_page(before=lambda new: able(new, speech=False))
    page.on("request", lambda request: asked.append(request.url))
    ask(page, QUESTION)
    expect(page.locator("#answer")).to_contain_text("麻三")
    expect(page.locator("body[data-phase=idle]")).to_be_attached()
    expect(page.locator("#pace")).to_be_hidden()
    ask(page, "我老伴突然晕低咗叫唔醒")
    expect(page.locator("#emergency-close")).to_be_visible()
    expect(page.locator("#emergency-repeat")).to_be_hidden()
    page.locator("#emergency-close").click()
    expect(page.locator("#trouble")).to_be_hidden()
    assert len([url for url in asked if url.endswith("/api/chat")]) == 2
    assert [url for url in asked if url.endswith("/api/speech")] == []
