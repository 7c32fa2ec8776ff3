"""The dialect the page begins in is the installation's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.connectors.kiosk.labels import TEXTS
from tests.connectors.kiosk.pretend import able

OpenPage = Callable[..., Page]


@pytest.mark.parametrize(("said", "shown"), [("cmn", "cmn"), ("yue", "yue"), (None, "yue"), ("fra", "yue")])
def test_it_begins_in_the_dialect_of_the_server(open_page: OpenPage, said: str | None, shown: str) -> None:
    page = open_page(before=lambda new: able(new, default_dialect=said))
    expect(page.locator("h1")).to_have_text(TEXTS["greeting"][shown])
    expect(page.locator(f"[data-dialect={shown}]")).to_have_attribute("aria-pressed", "true")


def test_it_comes_back_to_it(open_page: OpenPage, ask: Callable[[Page, str], None]) -> None:
    page = open_page(before=lambda new: able(new, default_dialect="cmn"))
    page.locator("[data-dialect=yue]").click()
    ask(page, "江海区边度有长者饭堂")
    expect(page.locator("#answer")).to_contain_text("麻三")
    page.locator("#done").click()
    expect(page.locator("h1")).to_have_text(TEXTS["greeting"]["cmn"])


def test_a_slow_server_does_not_hold_up_the_page(open_page: OpenPage) -> None:
    held: list[Any] = []
    page = open_page(before=lambda new: new.route("**/api/capabilities", lambda route: held.append(route)))
    expect(page.locator("h1")).to_have_text(TEXTS["greeting"]["yue"])
    held[0].fulfill(json=held[0].fetch().json() | {"default_dialect": "cmn"})
    expect(page.locator("h1")).to_have_text(TEXTS["greeting"]["cmn"])
