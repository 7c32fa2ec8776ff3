"""Taking, giving back and closing: only what may be done, asked once, and a clear word when somebody was first."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.connectors.desk.conftest import OpenDesk
from tests.connectors.desk.pretend import ME, OTHER_AGENT, PretendDesk, case, entry


@pytest.mark.parametrize(
    ("one", "may"),
    [
        (case(1), {"take"}),
        (case(1, "held"), {"release", "close"}),
        (case(1, "held", agent=OTHER_AGENT, may=[]), set()),
        (case(1, "held", agent=OTHER_AGENT, may=["take", "release", "close"]), {"take", "release", "close"}),
    ],
)
def test_only_what_may_be_done_can_be_pressed(open_desk: OpenDesk, one: dict[str, object], may: set[str]) -> None:
    page, _ = open_desk(PretendDesk(one))
    page.locator("#case-1").click()
    expect(page.locator("#case-title")).to_contain_text("1 号 · 自助机 · 粤语")
    for what in ("take", "release", "close"):
        expect(page.locator(f"#{what}")).to_be_enabled(enabled=what in may)
    expect(page.locator("#text")).to_be_visible(visible="answer" in one["may"])  # type: ignore[operator]


def test_who_was_first_is_named(open_desk: OpenDesk) -> None:
    page, desk = open_desk(PretendDesk(case(1)))
    page.locator("#case-1").click()
    expect(page.locator("#reply-status")).to_contain_text("还没有人接手")
    desk.refuse["take"] = (409, "case-taken", {})
    desk.cases[1] = case(1, "held", agent=OTHER_AGENT, may=[], version=2)
    page.locator("#take").click()
    expect(page.locator("#reply-status")).to_have_text("慢了一步：二号坐席 先接手了。")
    expect(page.locator("#case-state")).to_contain_text("二号坐席 接待中")
    expect(page.locator("#take")).to_be_disabled()


@pytest.mark.parametrize("what", ["release", "close"])
def test_what_cannot_be_undone_is_asked_once(open_desk: OpenDesk, what: str) -> None:
    page, desk = open_desk(PretendDesk(case(2, "held"), case(3)))
    page.locator("#case-2").click()
    page.locator(f"#{what}").click()
    expect(page.locator("#ask")).to_be_visible()
    page.locator("#ask-no").click()
    expect(page.locator("#ask")).to_be_hidden()
    assert not [path for method, path in desk.calls if method == "POST"]
    page.locator(f"#{what}").click()
    page.locator("#ask-yes").click()
    expect(page.locator("#case-state")).to_contain_text("已结束")
    expect(page.locator("#next")).to_be_focused()
    assert [path for method, path in desk.calls if method == "POST"] == [f"/cases/2/{what}"]
    page.keyboard.press("Enter")
    expect(page.locator("#case-title")).to_contain_text("3 号")


def test_taking_over_from_a_colleague_is_asked_too(open_desk: OpenDesk) -> None:
    page, _ = open_desk(PretendDesk(case(1, "held", agent=OTHER_AGENT, may=["take", "release", "close"])))
    page.locator("#case-1").click()
    expect(page.locator("#take")).to_have_text("接管")
    page.locator("#take").click()
    expect(page.locator("#ask-text")).to_contain_text("二号坐席 正在接待")
    page.locator("#ask-yes").click()
    expect(page.locator("#text")).to_be_focused()


def test_an_editor_only_looks(open_desk: OpenDesk) -> None:
    desk = PretendDesk(case(1, may=[]))
    desk.me = {**ME, "role": "editor"}
    page, _ = open_desk(desk)
    page.locator("#case-1").click()
    expect(page.locator("#reply-status")).to_have_text("您的账号只能看，不能接手和回复。")
    expect(page.locator("#take")).to_be_disabled()


def test_a_case_that_is_gone_leaves_the_screen(open_desk: OpenDesk) -> None:
    page, desk = open_desk(PretendDesk(case(1), case(2, "held")))
    page.locator("#case-2").click()
    expect(page.locator("#transcript .line")).to_have_count(1)
    del desk.cases[2]
    desk.tell_queue()
    expect(page.locator("#notice")).to_contain_text("已经不在了")
    expect(page.locator("#transcript .line")).to_have_count(0)
    expect(page.locator("#nothing")).to_contain_text("从左边选一个人开始")


def test_what_the_server_has_forgotten_leaves_the_screen(open_desk: OpenDesk) -> None:
    page, desk = open_desk(PretendDesk(case(2, "held")))
    page.locator("#case-2").click()
    desk.send("entry", {"case_id": 2, "entry": entry("live", "我住喺外海")})
    expect(page.locator("#transcript .said")).to_have_count(2)
    gone = entry("gone", "对方离开了，对话已清除，个案结束。", "notice")
    desk.cases[2] = case(2, "closed", version=2, last_text="", transcript=[gone])
    desk.tell_queue()
    expect(page.locator("#transcript .line")).to_have_text([re.compile("^对方离开了")])
    expect(page.locator("body")).not_to_contain_text("我住喺外海")


def test_a_colleague_who_takes_over_is_seen_at_once(open_desk: OpenDesk) -> None:
    page, desk = open_desk(PretendDesk(case(2, "held")))
    page.locator("#case-2").click()
    page.locator("#text").fill("您好")
    desk.cases[2] = case(2, "held", agent=OTHER_AGENT, may=[], version=2)
    desk.tell_queue()
    expect(page.locator("#reply-status")).to_contain_text("二号坐席 正在接待")
    expect(page.locator("#send")).to_be_hidden()
    expect(page.locator("#text")).to_have_value("您好")
