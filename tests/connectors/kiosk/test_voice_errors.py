"""What goes wrong while speaking is said in the dialect of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.connectors.kiosk.labels import TEXTS, voice_codes
from tests.connectors.kiosk.pretend import able, event, hears

OpenPage = Callable[..., Page]
REPLY: dict[str, Any] = {
    "text": "江海区有长者饭堂。",
    "speech": "江海区有长者饭堂。",
    "dialect": "yue",
    "topic": "canteen",
    "cards": [],
    "sources": [],
    "options": [],
    "degraded": [],
    "risk": {"level": "none", "kinds": [], "reasons": []},
    "emergency": False,
}


def _tap_speak_tap(page: Page) -> None:
    page.locator("#mic").click()
    expect(page.locator("body[data-phase=listening]")).to_be_attached()
    page.wait_for_timeout(600)
    page.locator("#mic").click()


@pytest.mark.parametrize("code", sorted(voice_codes() - {"speech_failed"}))
def test_an_error_is_told_in_the_dialect_that_is_chosen(open_page: OpenPage, code: str) -> None:
    page = open_page(
        before=lambda new: hears(new, on_stop=lambda s: event(s, "error", code=code, message="服务器的话"))
    )
    page.locator("[data-dialect=cmn]").click()
    _tap_speak_tap(page)
    told = page.locator("#trouble > p")
    expect(told).to_have_text(TEXTS[f"trouble_voice_{code}"]["cmn"])
    expect(page.locator("body[data-phase=idle]")).to_be_attached()
    page.locator("[data-dialect=yue]").click()
    expect(told).to_have_text(TEXTS[f"trouble_voice_{code}"]["yue"])


def test_an_error_the_page_does_not_know_is_told_in_the_servers_words(open_page: OpenPage) -> None:
    page = open_page(
        before=lambda new: hears(new, on_stop=lambda s: event(s, "error", code="brand_new", message="服务器的话"))
    )
    _tap_speak_tap(page)
    expect(page.locator("#trouble > p")).to_have_text("服务器的话")


@pytest.mark.parametrize(("code", "kind"), [("speech_failed", "voice_speech_failed"), ("busy", "silent")])
def test_an_answer_that_cannot_be_said_stays_to_be_read(open_page: OpenPage, code: str, kind: str) -> None:
    def answer(socket: WebSocketRoute) -> None:
        event(socket, "transcript", text="边度有饭堂", final=True)
        event(socket, "reply", **REPLY)
        event(socket, "error", code=code, message="服务器的话")

    page = open_page(before=lambda new: hears(new, on_stop=answer))
    _tap_speak_tap(page)
    expect(page.locator("#answer")).to_contain_text(REPLY["text"])
    expect(page.locator("#trouble > p")).to_have_text(TEXTS[f"trouble_{kind}"]["yue"])
    expect(page.locator("body[data-phase=idle]")).to_be_attached()


def test_where_nothing_can_be_said_a_spoken_question_is_answered_without_complaint(open_page: OpenPage) -> None:
    def answer(socket: WebSocketRoute) -> None:
        event(socket, "transcript", text="边度有饭堂", final=True)
        event(socket, "reply", **REPLY)
        event(socket, "error", code="speech_failed", message="服务器的话")
        event(socket, "speech-start", rate=16_000)
        socket.send(bytes(32_000))
        event(socket, "speech-stop")

    def prepared(page: Page) -> None:
        hears(page, on_stop=answer)
        able(page, recognition={"yue": True, "cmn": True}, speech=False)

    page = open_page(before=prepared)
    _tap_speak_tap(page)
    expect(page.locator("#answer")).to_contain_text(REPLY["text"])
    page.wait_for_timeout(300)
    expect(page.locator("body[data-phase=idle]")).to_be_attached()
    expect(page.locator("#trouble")).to_be_hidden()
    assert page.evaluate("window.played") == []


def test_a_trembling_double_tap_is_one_tap(open_page: OpenPage) -> None:
    stopped: list[WebSocketRoute] = []
    page = open_page(before=lambda new: hears(new, on_stop=stopped.append))
    mic = page.locator("#mic")
    mic.dblclick(delay=20)
    expect(page.locator("body[data-phase=listening]")).to_be_attached()
    page.wait_for_timeout(800)
    expect(page.locator("body[data-phase=listening]")).to_be_attached()
    expect(page.locator("#mic-hint")).to_contain_text("再撳一下")
    assert stopped == []
    mic.dblclick(delay=20)
    expect(page.locator("body[data-phase=thinking]")).to_be_attached()
    page.wait_for_timeout(800)
    expect(page.locator("body[data-phase=thinking]")).to_be_attached()
    assert len(stopped) == 1


def test_a_trembling_double_press_of_a_key_is_one_press(open_page: OpenPage) -> None:
    page = open_page(before=hears)
    page.locator("#mic").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    expect(page.locator("body[data-phase=listening]")).to_be_attached()
    page.wait_for_timeout(800)
    expect(page.locator("body[data-phase=listening]")).to_be_attached()
