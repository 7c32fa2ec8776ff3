"""Kiosk pages in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.connectors.kiosk.pages import opened

OpenPage = Callable[..., Page]


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
