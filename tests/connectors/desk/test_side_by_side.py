"""The kiosk and the desk beside each other: a person asks for somebody, an agent comes, they talk, it ends."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.commands import qiaoban
from tests.connectors.kiosk.pages import opened, watch

PASSWORD = "very-long-password"  # of a database that ends with the tests


@pytest.fixture(scope="module")
def agent_name(server: Any) -> str:
    """An account on the shared server."""
    name = f"desk{secrets.token_hex(3)}"
    added = ("desk", "add-user", name, "--display-name", "一号坐席", "--password-stdin")
    done = qiaoban(*added, said=PASSWORD, settings={"QIAOBAN_HOME": str(server.home)})
    assert done.returncode == 0, done.stderr
    return name


@pytest.fixture
def desk(chromium: Browser, server: Any, agent_name: str, complaints: list[str]) -> Iterator[Page]:
    """A desk with an agent signed in."""
    with ExitStack() as stack:
        context = chromium.new_context(viewport={"width": 1366, "height": 768})
        stack.callback(context.close)
        page = context.new_page()
        watch(page, complaints)
        page.goto(f"{server.url}/desk")
        page.locator("#account").fill(agent_name)
        page.locator("#password").fill(PASSWORD)
        page.locator("#sign-in-do").click()
        expect(page.locator("#connection")).to_have_text("已连接")
        yield page


@pytest.fixture
def kiosk(chromium: Browser, server: Any, complaints: list[str]) -> Iterator[Page]:
    page = opened(chromium, server.url, complaints=complaints)
    yield page
    page.context.close()


def ask(page: Page, text: str) -> None:
    page.locator("#question").fill(text)
    page.locator("#send").click()


def take(desk: Page, said: str) -> None:
    """Take the one who asked for a person with these words; those of other tests may still wait."""
    waiting = desk.locator("#queue-list [role=option]").filter(has_text=said)
    expect(waiting).to_contain_text("要人工")
    waiting.click()
    desk.locator("#take").click()
    expect(desk.locator("#text")).to_be_enabled()


def test_a_person_asks_for_somebody_and_both_talk(desk: Page, kiosk: Page) -> None:
    ask(kiosk, "江海区边度有长者饭堂")
    expect(kiosk.locator("#answer")).to_contain_text("麻三")
    ask(kiosk, "我想搵个真人倾下")
    expect(kiosk.locator("#answer")).to_contain_text("叫职员")
    expect(kiosk.locator("body")).to_have_attribute("data-agent", "waiting")
    take(desk, "我想搵个真人倾下")
    expect(desk.locator("#transcript")).to_contain_text("麻三")
    expect(kiosk.locator("#agent-text")).to_contain_text("一号坐席")

    desk.locator("#text").fill("阿婆你好，我系一号坐席，有咩帮到你？")
    desk.locator("#text").press("Enter")
    expect(kiosk.locator("#exchange")).to_contain_text("有咩帮到你")

    ask(kiosk, "高龄津贴几多钱呀<img src=x onerror=alert(1)>")
    expect(desk.locator("#transcript")).to_contain_text("高龄津贴几多钱呀<img src=x onerror=alert(1)>")
    expect(kiosk.locator("#exchange")).to_contain_text("高龄津贴几多钱呀")
    expect(desk.locator("#suggestions")).to_contain_text("高龄津贴")
    desk.locator("#suggestions button").first.click()
    expect(desk.locator("#text")).to_have_value(re.compile("津贴"))
    desk.locator("#send").click()
    expect(kiosk.locator("#exchange")).to_contain_text("津贴")

    desk.locator("#close").click()
    desk.locator("#ask-yes").click()
    expect(kiosk.locator("body")).to_have_attribute("data-agent", "none", timeout=10_000)
    ask(kiosk, "新会边度有长者饭堂")
    expect(kiosk.locator("#answer")).to_contain_text("新会")


def test_without_an_agent_the_person_is_told_so(kiosk: Page) -> None:
    ask(kiosk, "我要搵真人")
    expect(kiosk.locator("#answer")).to_contain_text("12345")
    expect(kiosk.locator("#answer")).not_to_contain_text("叫职员")


def test_a_conversation_given_back_is_answered_by_the_bot_again(desk: Page, kiosk: Page) -> None:
    ask(kiosk, "唔该帮我搵个真人")
    take(desk, "唔该帮我搵个真人")
    expect(kiosk.locator("#agent-text")).to_contain_text("一号坐席")
    desk.locator("#release").click()
    desk.locator("#ask-yes").click()
    ask(kiosk, "新会边度有长者饭堂")
    expect(kiosk.locator("#answer")).to_contain_text("新会", timeout=10_000)
