"""Writing to a person: keys, length, drafts, suggestions, and messages that are never sent twice."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.connectors.desk.conftest import OpenDesk
from tests.connectors.desk.pretend import OTHER_AGENT, PretendDesk, case, entry, suggestion


def held(open_desk: OpenDesk, *suggestions: dict[str, object]) -> tuple[Page, PretendDesk]:
    desk = PretendDesk(case(2, "held"), case(3, "held"))
    desk.suggestions = list(suggestions)
    page, _ = open_desk(desk)
    page.locator("#case-2").click()
    expect(page.locator("#text")).to_be_focused()
    return page, desk


def test_enter_sends_and_shift_enter_begins_a_line(open_desk: OpenDesk) -> None:
    page, desk = held(open_desk)
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    page.keyboard.press("Enter")
    expect(page.locator("#transcript .line.agent .said")).to_have_text("第一行\n第二行")
    expect(page.locator("#transcript .line.agent .speaker")).to_have_text("一号坐席（我）")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#text")).to_be_focused()
    assert [one["text"] for one in desk.written] == ["第一行\n第二行"]
    page.keyboard.press("Enter")
    assert len(desk.written) == 1


def test_enter_that_chooses_a_word_of_the_input_method_does_not_send(open_desk: OpenDesk) -> None:
    page, desk = held(open_desk)
    page.locator("#text").fill("ni hao")
    page.locator("#text").evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    page.wait_for_timeout(200)
    assert desk.written == []
    expect(page.locator("#text")).to_have_value("ni hao")


def test_what_is_too_long_is_kept_and_not_sent(open_desk: OpenDesk) -> None:
    page, desk = held(open_desk)
    page.locator("#text").fill("𠮷" * 1003)
    expect(page.locator("#count")).to_have_text("超出 3 字，请删短")
    expect(page.locator("#send")).to_be_disabled()
    page.keyboard.press("Enter")
    page.locator("#text").fill("𠮷" * 1000)
    expect(page.locator("#count")).to_have_text("1000/1000")
    assert desk.written == []
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_value("")
    assert len(desk.written[0]["text"]) == 1000


def test_each_case_keeps_its_draft(open_desk: OpenDesk) -> None:
    page, _ = held(open_desk)
    page.locator("#text").fill("给二号的话")
    page.locator("#case-3").click()
    expect(page.locator("#case-title")).to_contain_text("3 号")
    expect(page.locator("#text")).to_have_value("")
    page.locator("#text").fill("给三号的话")
    page.locator("#case-2").click()
    expect(page.locator("#text")).to_have_value("给二号的话")
    page.locator("#case-3").click()
    expect(page.locator("#text")).to_have_value("给三号的话")


def test_trying_again_uses_the_same_id_and_another_text_another_one(open_desk: OpenDesk) -> None:
    page, desk = held(open_desk)
    tried: list[str] = []
    page.on("request", lambda asked: tried.append(asked.post_data or "") if "/messages" in asked.url else None)
    page.locator("#text").fill("您好")
    desk.offline = True
    page.keyboard.press("Enter")
    expect(page.locator("#reply-status")).to_contain_text("连不上服务器")
    expect(page.locator("#text")).to_have_value("您好")
    page.keyboard.press("Enter")
    expect(page.locator("#send")).to_have_text("发送")
    desk.offline = False
    page.keyboard.press("Enter")
    expect(page.locator("#transcript .line.agent")).to_have_count(1)
    assert len(tried) == 3
    assert len(set(tried)) == 1
    page.locator("#text").fill("您好")
    page.keyboard.press("Enter")
    expect(page.locator("#transcript .line.agent")).to_have_count(2)
    assert desk.written[0]["client_id"] != desk.written[1]["client_id"]


def test_a_message_that_also_comes_over_the_socket_is_shown_once(open_desk: OpenDesk) -> None:
    page, desk = held(open_desk)
    page.locator("#text").fill("您好")
    page.keyboard.press("Enter")
    expect(page.locator("#transcript .line.agent")).to_have_count(1)
    sent = desk.written[0]
    desk.send("entry", {"case_id": 2, "entry": entry(sent["client_id"], "您好", "agent", name="一号坐席")})
    desk.send("entry", {"case_id": 3, "entry": entry("elsewhere", "别人的话")})
    desk.send("entry", {"case_id": 2, "entry": entry("later", "唔该晒")})
    expect(page.locator("#transcript .line.person")).to_have_count(2)
    expect(page.locator("#transcript .line.agent")).to_have_count(1)
    expect(page.locator("#heard")).to_have_text("来访者说：唔该晒")


def test_a_case_that_is_not_ones_own_any_more_takes_nothing_and_loses_nothing(open_desk: OpenDesk) -> None:
    page, desk = held(open_desk)
    page.locator("#text").fill("您好")
    desk.cases[2] = case(2, "held", agent=OTHER_AGENT, may=[], version=2)
    desk.refuse["messages"] = (409, "case-not-yours", {})
    page.keyboard.press("Enter")
    expect(page.locator("#reply-status")).to_have_text("现在由 二号坐席 接待，您的话没有发出，文字还在。")
    expect(page.locator("#text")).to_have_value("您好")
    expect(page.locator("#text")).not_to_be_editable()


def test_a_suggestion_is_inserted_behind_what_is_written_and_can_be_changed(open_desk: OpenDesk) -> None:
    page, desk = held(open_desk, suggestion(), suggestion("送餐", "可以送餐。", score=0.6, source=None))
    cards = page.locator(".suggestion")
    expect(cards).to_have_count(2)
    expect(cards.first).to_contain_text("江门市民政局，2026-03-12")
    expect(cards.locator(".score")).to_have_text(["很贴近", "比较贴近"])
    cards.first.locator(".insert").click()
    expect(page.locator("#text")).to_have_value("麻三饭堂一餐五蚊。")
    expect(page.locator("#text")).to_be_focused()
    cards.nth(1).locator(".insert").click()
    page.keyboard.type("您可以问居委。")
    expect(page.locator("#text")).to_have_value("麻三饭堂一餐五蚊。\n可以送餐。您可以问居委。")
    assert desk.written == []


def test_suggestions_follow_what_the_person_says(open_desk: OpenDesk) -> None:
    page, desk = held(open_desk, suggestion())
    expect(page.locator("#suggestions .about")).to_contain_text("江海区边度有长者饭堂")
    desk.send("entry", {"case_id": 2, "entry": entry("new", "送唔送餐", turn_id="turn-new")})
    news = {"turn_id": "turn-new", "suggestions": [suggestion("送餐上门")]}
    desk.send("suggestions", {"case_id": 3, **news, "suggestions": [suggestion("不是这里的")]})
    desk.send("suggestions", {"case_id": 2, **news})
    expect(page.locator(".suggestion h3")).to_have_text(["送餐上门"])
    expect(page.locator("#suggestions .about")).to_contain_text("送唔送餐")


def test_before_taking_a_case_nothing_can_be_inserted(open_desk: OpenDesk) -> None:
    desk = PretendDesk(case(1))
    desk.suggestions = [suggestion()]
    page, _ = open_desk(desk)
    page.locator("#case-1").click()
    expect(page.locator(".insert")).to_be_disabled()
    page.locator("#take").click()
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator(".insert")).to_be_enabled()
