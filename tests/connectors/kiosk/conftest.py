"""A real Chromium, and kiosk pages in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, Playwright, sync_playwright

from tests.conftest import missing_tool
from tests.connectors.kiosk.pages import opened

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

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


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the pages complained of; must be empty in the end."""
    noted: list[str] = []
    yield noted
    assert noted == []


@pytest.fixture
def open_page(chromium: Browser, live_server: str, complaints: list[str]) -> Iterator[OpenPage]:
    """Opens the kiosk page; afterwards no script may have failed and no policy been broken."""
    with ExitStack() as stack:

        def open_it(query: str = "", **options: Any) -> Page:
            page = opened(chromium, live_server, query, complaints=complaints, **options)
            stack.callback(page.context.close)
            return page

        yield open_it


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
