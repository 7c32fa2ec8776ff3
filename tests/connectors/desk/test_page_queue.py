"""The list of cases: what is urgent, how long people wait, and going through it with the keyboard."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.connectors.desk.conftest import OpenDesk
from tests.connectors.desk.pretend import OTHER_AGENT, PretendDesk, ago, case, entry

HIGH = {"level": "high", "kinds": [], "reasons": []}
EMERGENCY: dict[str, Any] = {"emergency": True, "causes": ["emergency"], "last_text": "我老伴晕低咗"}


def _order(page: Page) -> list[str]:
    ids: list[str] = page.locator(".row").evaluate_all("all => all.filter(e => e.checkVisibility()).map(e => e.id)")
    return ids


def test_who_waits_comes_first_then_ones_own_then_those_of_colleagues(open_desk: OpenDesk) -> None:
    others = case(3, "held", agent=OTHER_AGENT, may=[])
    page, _ = open_desk(PretendDesk(others, case(2, "held"), case(1), case(9, "closed")))
    assert _order(page) == ["case-1", "case-2", "case-3"]
    expect(page.locator("#case-3")).to_contain_text("二号坐席 接待中")
    page.locator("#tab-open").press("ArrowRight")
    expect(page.locator("#case-9")).to_be_visible()
    assert _order(page) == ["case-9"]
    expect(page.locator("#tab-closed")).to_be_focused()


def test_the_waiting_time_counts_up(open_desk: OpenDesk) -> None:
    page, _ = open_desk(PretendDesk(case(1, waiting_since=ago(57)), case(2, waiting_since=ago(3900))))
    expect(page.locator("#case-1 .standing")).to_have_text(re.compile(r"等了 5\d秒"))
    expect(page.locator("#case-1 .standing")).to_have_text(re.compile(r"等了 1分0\d秒"))
    expect(page.locator("#case-2 .standing")).to_have_text("等了 1小时05分")


def test_what_must_not_be_overlooked_is_said_in_words_everywhere(open_desk: OpenDesk) -> None:
    page, desk = open_desk(PretendDesk(case(1), case(2, "held")))
    expect(page.locator("#alarm")).to_be_hidden()
    expect(page).to_have_title("（1 人等待）侨伴坐席台")
    desk.cases[4] = case(4, **EMERGENCY)
    desk.cases[5] = case(5, causes=["risk", "complaint"], risk=HIGH)
    desk.tell_queue()
    expect(page.locator("#case-4 .badge")).to_have_text("紧急")
    expect(page.locator("#case-5 .badge")).to_have_text(["疑似诈骗高风险", "投诉"])
    expect(page.locator("#alarm")).to_contain_text("紧急求助")
    expect(page.locator("#alarm")).to_contain_text("另外还有 1 个")
    expect(page).to_have_title("⚠ 紧急求助 — 侨伴坐席台")
    expect(page).to_have_title("（3 人等待）侨伴坐席台")
    page.locator("#alarm button").first.click()
    expect(page.locator("#case-title")).to_contain_text("4 号")
    expect(page.locator("#alarm")).to_contain_text("高风险诈骗")
    page.locator("#alarm button").last.click()
    expect(page.locator("#alarm")).to_be_hidden()
    desk.tell_queue()
    expect(page.locator("#alarm")).to_be_hidden()


def test_a_case_of_ones_own_that_becomes_an_emergency_is_an_alarm(open_desk: OpenDesk) -> None:
    page, desk = open_desk(PretendDesk(case(2, "held"), case(3, "held")))
    page.locator("#case-3").click()
    desk.cases[2] = case(2, "held", version=2, **EMERGENCY)
    desk.tell_queue()
    expect(page.locator("#alarm")).to_contain_text("2 号")


def test_the_alarm_sounds_unless_it_is_off(open_desk: OpenDesk) -> None:
    count = """
    window.notes = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) { window.notes += 1; return start.apply(this, when); };
    """
    page, desk = open_desk(script=count)
    page.locator("#case-1").click()
    page.wait_for_timeout(300)
    desk.cases[4] = case(4, **EMERGENCY)
    desk.tell_queue()
    page.wait_for_function("window.notes > 0")
    heard = page.evaluate("window.notes")
    page.locator("#sound").click()
    expect(page.locator("#sound")).to_have_text("提示音：关")
    desk.cases[5] = case(5, **EMERGENCY)
    desk.tell_queue()
    expect(page.locator("#case-5")).to_be_visible()
    assert page.evaluate("window.notes") == heard


def test_new_words_in_another_case_of_ones_own_are_marked(open_desk: OpenDesk) -> None:
    page, desk = open_desk(PretendDesk(case(2, "held"), case(3, "held")))
    page.locator("#case-2").click()
    desk.cases[3] = case(3, "held", last_text="仲喺度吗", last_at=ago(), version=2)
    desk.tell_queue()
    expect(page.locator("#case-3 .unread")).to_have_text("有新话")
    page.locator("#case-3").click()
    expect(page.locator(".unread")).to_have_count(0)


def test_the_keyboard_goes_through_the_list_and_opens(open_desk: OpenDesk) -> None:
    page, desk = open_desk(PretendDesk(*(case(n) for n in range(1, 21)), case(30, "held")))
    page.locator("#queue-list").focus()
    for key, at in [("ArrowDown", 2), ("ArrowDown", 3), ("ArrowUp", 2), ("End", 30), ("Home", 1), ("PageDown", 9)]:
        page.keyboard.press(key)
        expect(page.locator("#queue-list")).to_have_attribute("aria-activedescendant", f"case-{at}")
        expect(page.locator(f"#case-{at}")).to_be_in_viewport()
    del desk.cases[3]
    desk.cases[9] = case(9, **EMERGENCY, version=2)
    desk.tell_queue()
    expect(page.locator("#case-3")).to_have_count(0)
    expect(page.locator("#queue-list")).to_be_focused()
    expect(page.locator("#queue-list")).to_have_attribute("aria-activedescendant", "case-9")
    page.keyboard.press("Enter")
    expect(page.locator("#case-title")).to_contain_text("9 号")
    expect(page.locator("#case-9")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#queue-list")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#queue-list")).to_be_focused()
    assert desk.watched[-1] == 30


def test_pressing_a_case_opens_it_however_far_the_list_is_scrolled(open_desk: OpenDesk) -> None:
    page, _ = open_desk(PretendDesk(*(case(n) for n in range(1, 41))))
    for wanted in (40, 1, 20):
        page.locator(f"#case-{wanted}").click()
        expect(page.locator("#case-title")).to_contain_text(f"{wanted} 号")


def test_two_hundred_cases_stay_quick(open_desk: OpenDesk) -> None:
    many = [case(n, waiting_since=ago(n)) for n in range(1, 201)]
    page, desk = open_desk(PretendDesk(*many, case(900, "held")))
    page.locator("#case-900").click()
    page.evaluate(
        """() => {
          window.slow = [];
          new PerformanceObserver((list) => window.slow.push(...list.getEntries().map((e) => e.duration)))
            .observe({ type: "longtask" });
        }"""
    )
    for n in range(1, 11):
        desk.cases[n] = case(n, last_text=f"第 {n} 句", version=2, waiting_since=ago(n))
        desk.tell_queue()
        desk.send("entry", {"case_id": 900, "entry": entry(f"new-{n}", f"第 {n} 句")})
    expect(page.locator("#case-10 .words")).to_have_text("第 10 句")
    page.locator("#text").press_sequentially("您好，请等一等", delay=20)
    page.wait_for_timeout(1500)
    assert page.evaluate("Math.max(0, ...window.slow)") < 250


def test_nobody_there_says_what_to_do(open_desk: OpenDesk) -> None:
    desk = PretendDesk()
    desk.cases.clear()
    page, _ = open_desk(desk)
    expect(page.locator("#queue-empty")).to_contain_text("让这个页面开着")
    expect(page.locator("#nothing")).to_contain_text("现在没有人在等")
    desk.cases[1] = case(1)
    desk.tell_queue()
    expect(page.locator("#queue-empty")).to_be_hidden()
    expect(page.locator("#nothing")).to_contain_text("从左边选一个人开始")
