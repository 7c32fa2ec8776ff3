"""Signing in, being locked out, and a session that ends while somebody writes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.connectors.desk.conftest import OpenDesk
from tests.connectors.desk.pretend import PretendDesk, case

HALF = "好，我帮您问一下，"


def sign_in(page: Page, name: str = "desk1") -> None:
    page.locator("#account").fill(name)
    page.locator("#password").fill("a long password")
    page.locator("#sign-in-do").click()


def write_half(page: Page) -> None:
    page.locator("#case-2").click()
    page.locator("#text").fill(HALF)


def test_somebody_signs_in_and_sees_the_queue(open_desk: OpenDesk) -> None:
    page, _ = open_desk(signed=False)
    expect(page.locator("#account")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#sign-in")).to_be_visible()
    sign_in(page)
    expect(page.locator("#sign-in")).to_be_hidden()
    expect(page.locator("#case-1")).to_be_visible()
    expect(page.locator("#me-name")).to_have_text("一号坐席")
    expect(page.locator("#on-duty")).to_have_text("1 人在岗")


def test_what_is_missing_or_wrong_is_said(open_desk: OpenDesk) -> None:
    page, desk = open_desk(signed=False)
    page.locator("#sign-in-do").click()
    expect(page.locator("#sign-in-trouble")).to_have_text("请填写账号。")
    expect(page.locator("#account")).to_be_focused()
    desk.refuse["login"] = (401, "wrong-credentials", {})
    sign_in(page)
    expect(page.locator("#sign-in-trouble")).to_contain_text("账号或密码不对")
    expect(page.locator("#password")).to_be_focused()
    desk.refuse.clear()
    desk.offline = True
    sign_in(page)
    expect(page.locator("#sign-in-trouble")).to_contain_text("连不上服务器")


def test_who_is_locked_out_is_told_for_how_long(open_desk: OpenDesk) -> None:
    page, desk = open_desk(signed=False)
    desk.refuse["login"] = (429, "locked-out", {"Retry-After": "3"})
    sign_in(page)
    expect(page.locator("#sign-in-trouble")).to_contain_text("暂时锁住")
    expect(page.locator("#sign-in-left")).to_contain_text("秒")
    expect(page.locator("#sign-in-do")).to_be_disabled()
    expect(page.locator("#sign-in-do")).to_be_enabled(timeout=6000)
    expect(page.locator("#sign-in-trouble")).to_have_text("可以再试了。")


@pytest.mark.parametrize("how", ["socket", "send"])
def test_what_is_being_written_survives_the_end_of_the_session(open_desk: OpenDesk, how: str) -> None:
    page, desk = open_desk()
    write_half(page)
    desk.signed = False
    if how == "socket":
        desk.cut(4401)
    else:
        page.locator("#text").press("Enter")
    expect(page.locator("#sign-in-title")).to_contain_text("登录过期")
    expect(page.locator("#account")).to_have_value("desk1")
    sign_in(page)
    expect(page.locator("#sign-in")).to_be_hidden()
    expect(page.locator("#text")).to_have_value(HALF)
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#case-title")).to_contain_text("2 号")
    expect(page.locator("#connection")).to_have_text("已连接")
    assert desk.written == []
    page.locator("#text").press("Enter")
    expect(page.locator("#transcript .line.agent .said")).to_have_text(HALF)
    assert [one["text"] for one in desk.written] == [HALF]
    assert desk.tokens[-1] == "token-2"


def test_what_is_typed_on_when_the_dialog_appears_does_not_sign_in(open_desk: OpenDesk) -> None:
    page, desk = open_desk()
    write_half(page)
    desk.signed = False
    desk.cut(4401)
    expect(page.locator("#sign-in")).to_be_visible()
    page.keyboard.type("请等")
    page.keyboard.press("Enter")
    expect(page.locator("#password")).to_have_value("")
    expect(page.locator("#sign-in-trouble")).to_have_text("")


def test_another_person_does_not_find_the_words_of_the_former(open_desk: OpenDesk) -> None:
    page, desk = open_desk()
    write_half(page)
    desk.signed = False
    desk.cut(4401)
    sign_in(page, "desk2")
    expect(page.locator("#sign-in")).to_be_hidden()
    expect(page.locator("#nothing")).to_be_visible()
    page.locator("#case-2").click()
    expect(page.locator("#case-title")).to_contain_text("2 号")
    expect(page.locator("#text")).to_have_value("")


def test_a_page_with_the_token_of_a_former_session_goes_on(open_desk: OpenDesk) -> None:
    page, desk = open_desk(PretendDesk(case(2, "held")))
    write_half(page)
    desk.refuse["messages"] = (403, "csrf", {})

    def renewed() -> None:
        desk.me = {**desk.me, "csrf": "token-9"}
        desk.refuse.clear()

    desk.before["me"] = renewed
    page.locator("#text").press("Enter")
    expect(page.locator("#transcript .line.agent .said")).to_have_text(HALF)
    assert desk.tokens == ["token-9"]


def test_signing_out_asks_when_somebody_would_be_left_alone(open_desk: OpenDesk) -> None:
    page, _ = open_desk()
    write_half(page)
    page.locator("#sign-out").click()
    expect(page.locator("#ask-text")).to_contain_text("您还接待着 1 个人")
    page.keyboard.press("Escape")
    expect(page.locator("#ask")).to_be_hidden()
    expect(page.locator("#text")).to_have_value(HALF)
    page.locator("#sign-out").click()
    page.locator("#ask-yes").click()
    expect(page.locator("#sign-in-title")).to_have_text("登录坐席台")
    expect(page.locator(".row")).to_have_count(0)
    expect(page.locator("#transcript > *")).to_have_count(0)
