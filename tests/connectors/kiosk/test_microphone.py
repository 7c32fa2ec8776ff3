"""Speaking to the page: a sound file as the microphone, a real Vosk model at the other end."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.connectors.kiosk.pages import opened

LEAD_S = 1.0
"""Quiet before the words, while the browser opens its device."""


@pytest.fixture
def speaking_page(
    launch: Callable[..., Browser],
    live_server_with_toy_model: str,
    toy_vosk: ModuleType,
    tmp_path: Path,
    complaints: list[str],
) -> Iterator[Page]:
    sound = tmp_path / "words.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(toy_vosk.toy_audio(["饭堂"], lead_s=LEAD_S))
    browser = launch(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={sound}%noloop",
    )
    page = opened(browser, live_server_with_toy_model, complaints=complaints, permissions=["microphone"])
    expect(page.locator("#mic")).to_be_enabled()
    yield page
    browser.close()


def _answered(page: Page) -> None:
    expect(page.locator("#asked")).to_contain_text("饭堂", timeout=15_000)
    expect(page.locator("#answer > *").first).to_be_visible()
    expect(page.locator("body[data-phase=speaking]")).to_be_attached()


def test_hold_speak_let_go(speaking_page: Page) -> None:
    page = speaking_page
    page.locator("#mic").hover()
    page.mouse.down()
    expect(page.locator("body[data-phase=listening]")).to_be_attached()
    expect(page.locator("#mic-state")).to_have_text("听紧")
    page.wait_for_timeout(2500)
    page.mouse.up()
    _answered(page)


def test_tap_speak_tap(speaking_page: Page) -> None:
    page = speaking_page
    page.locator("#mic").click()
    expect(page.locator("#mic-hint")).to_contain_text("再撳一下")
    expect(page.locator("#heard")).to_contain_text("饭堂", timeout=10_000)
    page.locator("#mic").click()
    _answered(page)


def test_pressing_the_microphone_ends_what_is_being_said(speaking_page: Page) -> None:
    page = speaking_page
    page.locator("#question").fill("江海区边度有长者饭堂")
    page.keyboard.press("Enter")
    expect(page.locator("body[data-phase=speaking]")).to_be_attached()
    page.locator("#mic").focus()
    page.keyboard.down("Space")
    expect(page.locator("body[data-phase=listening]")).to_be_attached()
    page.wait_for_timeout(2500)
    page.keyboard.up("Space")
    _answered(page)
