"""A real Chromium, and pages in it that hear what the loudspeaker gets."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, Playwright, expect, sync_playwright

from tests.conftest import missing_tool

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOUDSPEAKER = """
window.played = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...when) {
  const peak = this.buffer.getChannelData(0).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  window.played.push({ seconds: this.buffer.duration, peak });
  return start.apply(this, when);
};
window.stopped = 0;
const stop = AudioBufferSourceNode.prototype.stop;
AudioBufferSourceNode.prototype.stop = function (...when) {
  window.stopped += 1;
  return stop.apply(this, when);
};
"""

OpenPage = Callable[..., Page]


def _executable() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        missing_tool("chromium (Debian package chromium)")
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def launch(playwright: Playwright) -> Callable[..., Browser]:
    """Starts a Chromium with additional arguments."""
    kind: BrowserType = playwright.chromium
    executable = _executable()
    return lambda *more: kind.launch(executable_path=executable, args=[*ARGUMENTS, *more])


@pytest.fixture(scope="session")
def chromium(launch: Callable[..., Browser]) -> Iterator[Browser]:
    browser = launch()
    yield browser
    browser.close()


def opened(browser: Browser, url: str, query: str = "", **options: Any) -> Page:
    """The kiosk page in a context of its own, when it shows its words."""
    options.setdefault("viewport", {"width": 1080, "height": 1920})
    page = browser.new_context(**options).new_page()
    page.add_init_script(LOUDSPEAKER)
    page.goto(f"{url}/kiosk{query}")
    expect(page.locator("body[data-ready=yes]")).to_be_attached()
    return page


@pytest.fixture
def open_page(chromium: Browser, live_server: str) -> Iterator[OpenPage]:
    """Opens the kiosk page; afterwards no script may have failed and no policy been broken."""
    pages: list[Page] = []
    complaints: list[str] = []

    def open_it(query: str = "", **options: Any) -> Page:
        page = opened(chromium, live_server, query, **options)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
        pages.append(page)
        return page

    yield open_it
    for page in pages:
        page.context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture
def ask() -> Callable[[Page, str], None]:
    """Types a question and sends it."""

    def type_it(page: Page, text: str) -> None:
        page.locator("#question").fill(text)
        page.locator("#send").click()

    return type_it
