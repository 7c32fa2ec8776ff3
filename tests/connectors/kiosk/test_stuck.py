"""Whatever the browser does, the page comes back to rest, and forgets who left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.connectors.kiosk.labels import TEXTS
from tests.connectors.kiosk.pretend import (
    MICROPHONE_THAT_NEVER_OPENS,
    SUSPENDED_SOUND,
    event,
    hears,
    says,
    sound,
)

OpenPage = Callable[..., Page]
Ask = Callable[[Page, str], None]
QUESTION = "江海区边度有长者饭堂"
TREMBLE_MS = 600


def _in_phase(page: Page, phase: str) -> None:
    expect(page.locator(f"body[data-phase={phase}]")).to_be_attached()


def test_a_tap_while_the_microphone_opens_cancels(open_page: OpenPage) -> None:
    page = open_page(before=lambda new: hears(new, MICROPHONE_THAT_NEVER_OPENS))
    page.locator("#mic").click()
    _in_phase(page, "opening")
    page.wait_for_timeout(TREMBLE_MS)
    page.locator("#mic").click()
    _in_phase(page, "idle")
    expect(page.locator("#trouble")).to_be_hidden()
    page.wait_for_timeout(TREMBLE_MS)
    page.locator("#mic").click()
    _in_phase(page, "opening")


def test_a_microphone_that_never_opens_is_given_up(open_page: OpenPage) -> None:
    def prepared(page: Page) -> None:
        page.clock.install()
        hears(page, MICROPHONE_THAT_NEVER_OPENS)

    page = open_page(before=prepared)
    page.locator("#mic").click()
    _in_phase(page, "opening")
    page.clock.fast_forward(8_000)
    _in_phase(page, "opening")
    page.clock.fast_forward(3_000)
    _in_phase(page, "idle")
    expect(page.locator("#trouble > p")).to_have_text(TEXTS["trouble_mic_slow"]["yue"])


def test_a_microphone_that_opens_too_late_is_closed_again(open_page: OpenPage) -> None:
    late = """
    navigator.mediaDevices.getUserMedia = () => new Promise((resolve) => {
      window.open_late = () => {
        window.late = new AudioContext().createMediaStreamDestination().stream;
        resolve(window.late);
      };
    });
    """
    page = open_page(before=lambda new: hears(new, late))
    page.locator("#mic").click()
    _in_phase(page, "opening")
    page.wait_for_timeout(TREMBLE_MS)
    page.locator("#mic").click()
    page.evaluate("window.open_late()")
    for _ in range(50):  # the page's own policy forbids Playwright's waiting in it
        if page.evaluate("window.late.getTracks().every((track) => track.readyState === 'ended')"):
            break
        page.wait_for_timeout(100)
    assert page.evaluate("window.late.getTracks().map((track) => track.readyState)") == ["ended"]
    _in_phase(page, "idle")


def test_speaking_ends_although_the_sound_is_suspended(open_page: OpenPage, ask: Ask) -> None:
    def prepared(page: Page) -> None:
        page.add_init_script(SUSPENDED_SOUND)
        says(page, 1.0)

    page = open_page(before=prepared)
    ask(page, QUESTION)
    _in_phase(page, "speaking")
    page.wait_for_timeout(1500)
    _in_phase(page, "speaking")
    expect(page.locator("body[data-phase=idle]")).to_be_attached(timeout=4_000)


@pytest.mark.parametrize("ends", [True, False])
def test_a_suspended_stream_ends_too(open_page: OpenPage, ends: bool) -> None:
    def spoken(socket: WebSocketRoute) -> None:
        event(socket, "speech-start", rate=16_000)
        socket.send(sound(1.0)[44:])
        if ends:
            event(socket, "speech-stop")

    def prepared(page: Page) -> None:
        page.clock.install()
        page.add_init_script(SUSPENDED_SOUND)
        hears(page, on_stop=spoken)

    page = open_page(before=prepared)
    page.locator("#mic").click()
    _in_phase(page, "listening")
    page.clock.fast_forward(1_000)
    page.locator("#mic").click()
    page.clock.fast_forward(1_000)
    page.clock.fast_forward(1_000)
    _in_phase(page, "speaking")
    page.clock.fast_forward(4_000 if ends else 22_000)
    _in_phase(page, "idle")


def test_who_left_while_it_listens_is_forgotten_too(open_page: OpenPage, ask: Ask) -> None:
    page = open_page("?idle=1&grace=1&busy=2", before=hears)
    page.locator("#question").fill("我未写完")
    page.locator("#mic").click()
    _in_phase(page, "listening")
    page.wait_for_timeout(1200)
    expect(page.locator("#idle")).to_be_hidden()
    expect(page.locator("#idle")).to_be_visible(timeout=5_000)
    _in_phase(page, "listening")
    _in_phase(page, "idle")
    expect(page.locator("#question")).to_have_value("")


def test_three_minutes_are_enough_for_any_phase(open_page: OpenPage) -> None:
    def prepared(page: Page) -> None:
        page.clock.install()
        hears(page)
        page.route("**/api/capabilities", lambda route: route.fulfill(json=_patient()))

    page = open_page(before=prepared)
    page.locator("#question").fill("我未写完")
    page.locator("#mic").click()
    _in_phase(page, "listening")
    page.clock.run_for(95_000)
    expect(page.locator("#idle")).to_be_hidden()
    page.clock.run_for(90_000)
    expect(page.locator("#idle")).to_be_visible()


def _patient() -> dict[str, Any]:
    return {"recognition": {"yue": True, "cmn": True}, "speech": True, "voice_seconds": 300}
