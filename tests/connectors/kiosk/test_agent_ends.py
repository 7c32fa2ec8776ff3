"""A person at the other end: in an emergency, when the line breaks, when somebody leaves; and how it looks."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.connectors.kiosk.labels import TEXTS
from tests.connectors.kiosk.test_looks import TEXTS as SEEN
from tests.connectors.kiosk.visit import HELLO, JOINED, NOBODY, SECOND, WAITING, Ask, Visit


@pytest.fixture
def visit(open_page: Any, ask: Ask) -> Visit:
    return Visit(open_page, ask)


def test_after_the_end_the_assistant_answers_again(visit: Visit) -> None:
    visit.hold()
    visit.desk.message(1, HELLO)
    visit.spoken.until(visit.page, 3)
    visit.desk.state("none", "职员讲完喇，可以继续问我。")
    expect(visit.page.locator("#agent-text")).to_have_text("职员讲完喇，可以继续问我。")
    assert visit.spoken.until(visit.page, 4)[3] == "职员讲完喇，可以继续问我。"
    visit.ask("边度有饭堂", text="江海区有。", speech="江海区有。", handoff=False, topic="canteen")
    expect(visit.page.locator("#answer")).to_contain_text("江海区有")
    expect(visit.page.locator("#agent")).to_be_hidden()
    expect(visit.page.locator("#exchange li")).to_have_count(0)
    warned = {"level": "high", "kinds": [], "reasons": []}
    visit.ask("叫我转钱", text="唔好转。", speech="唔好转。", handoff=False, topic="fraud", risk=warned)
    expect(visit.page.locator("[data-risk=high]")).to_be_visible()
    expect(visit.page.locator("#agent")).to_be_hidden()
    visit.page.locator("[data-say=repeat]").click()
    visit.spoken.until(visit.page, 7)
    assert visit.asked[-1] == "再讲一次"
    assert len(visit.desk.addresses) == 1


def test_that_it_is_over_is_not_said_after_the_next_answer(visit: Visit) -> None:
    visit.hold()
    visit.desk.message(1, HELLO)
    visit.spoken.until(visit.page, 3)
    visit.desk.state("none", "职员讲完喇，可以继续问我。")
    visit.ask("边度有饭堂", text="江海区有。", speech="江海区有。", handoff=False, topic="canteen")
    expect(visit.page.locator("#answer")).to_contain_text("江海区有")
    visit.spoken.until(visit.page, 4)
    visit.page.wait_for_timeout(2500)
    assert visit.spoken.texts[3:] == ["江海区有。"]


def test_an_emergency_takes_the_screen_also_while_an_agent_holds(visit: Visit) -> None:
    visit.hold()
    visit.ask("我老伴晕低咗", text="即刻打120。", speech="即刻打120。", emergency=True, topic="emergency")
    expect(visit.page.locator("#emergency")).to_be_visible()
    expect(visit.page.locator("#emergency-agent")).to_have_text(JOINED)
    visit.desk.message(1, "我帮你打紧120。")
    expect(visit.page.locator("#emergency-agent")).to_have_text("我帮你打紧120。")
    assert visit.spoken.until(visit.page, 4)[2:] == ["即刻打120。", "我帮你打紧120。"]
    count = len(visit.spoken.bodies)
    visit.page.locator("#emergency-repeat").click()
    assert visit.spoken.until(visit.page, count + 1)[-1] == "即刻打120。"
    visit.page.locator("#emergency-close").click()
    expect(visit.page.locator("#exchange .aside")).to_contain_text("即刻打120。")
    expect(visit.page.locator("#exchange .theirs p")).to_have_text("我帮你打紧120。")


def test_a_line_that_breaks_is_opened_again_where_it_broke(visit: Visit) -> None:
    visit.hold()
    visit.desk.message(7, HELLO)
    expect(visit.page.locator("#exchange .theirs")).to_have_count(1)
    visit.desk.hang_up()
    end = time.monotonic() + 5
    while len(visit.desk.addresses) < 2 and time.monotonic() < end:
        visit.page.wait_for_timeout(50)
    assert "after=7" in visit.desk.addresses[1]
    visit.desk.message(7, HELLO)
    visit.desk.message(8, SECOND)
    expect(visit.page.locator("#exchange .theirs p")).to_have_text([HELLO, SECOND])
    assert visit.spoken.texts.count(JOINED) == 1


def test_a_line_that_stays_broken_is_said_to_be(visit: Visit) -> None:
    visit.hold()
    visit.desk.broken = True
    visit.desk.hang_up()
    expect(visit.page.locator("#agent-lost")).to_be_visible(timeout=8_000)
    visit.desk.broken = False
    expect(visit.page.locator("#agent-lost")).to_be_hidden(timeout=10_000)


def test_a_word_in_the_other_dialect_sends_nothing_again(visit: Visit) -> None:
    visit.hold()
    sent = len(visit.asked)
    visit.page.locator("[data-dialect=cmn]").click()
    visit.quiet()
    assert len(visit.asked) == sent
    expect(visit.page.locator("#send")).to_have_text(TEXTS["send_agent"]["cmn"])
    visit.ask("我想问高龄津贴")
    expect(visit.page.locator("#exchange .mine")).to_have_count(1)
    visit.desk.state("none")
    expect(visit.page.locator("body[data-agent=none]")).to_be_attached()
    visit.page.locator("[data-dialect=yue]").click()
    visit.quiet()
    assert visit.asked[sent:] == ["我想问高龄津贴"]


def test_who_waits_is_given_more_time_and_told_what_leaving_ends(open_page: Any, ask: Ask) -> None:
    visit = Visit(open_page, ask, "?idle=1&grace=2")
    visit.call(say=False)
    expect(visit.page.locator("body[data-phase=idle]")).to_be_attached(timeout=8_000)
    visit.page.wait_for_timeout(2500)
    expect(visit.page.locator("#idle")).to_be_hidden()
    expect(visit.page.locator("#idle")).to_be_visible(timeout=5_000)
    expect(visit.page.locator("#idle-text")).to_contain_text("同职员嘅对话")
    with visit.page.expect_request(lambda request: request.method == "DELETE"):
        expect(visit.page.locator("body[data-view=home]")).to_be_attached(timeout=8_000)
    expect(visit.page.locator("#agent")).to_be_hidden()


def test_a_message_takes_back_the_question_whether_somebody_is_there(open_page: Any, ask: Ask) -> None:
    visit = Visit(open_page, ask, "?idle=1&grace=30")
    visit.call(say=False)
    expect(visit.page.locator("#idle")).to_be_visible(timeout=12_000)
    visit.desk.state("held", JOINED, agent="一号坐席")
    expect(visit.page.locator("#idle")).to_be_hidden()
    expect(visit.page.locator("body[data-phase=speaking]")).to_be_attached()


def test_done_ends_the_visit_and_nothing_of_it_is_left(visit: Visit) -> None:
    visit.hold()
    visit.desk.message(1, HELLO)
    expect(visit.page.locator("#exchange .theirs")).to_have_count(1)
    with visit.page.expect_request(lambda request: request.method == "DELETE"):
        visit.page.locator("#done").click()
    expect(visit.page.locator("body[data-view=home][data-agent=none]")).to_be_attached()
    visit.page.wait_for_timeout(1500)
    assert HELLO not in visit.page.content()
    assert "一号坐席" not in visit.page.content()
    assert len(visit.desk.addresses) == 1
    expect(visit.page.locator("#send")).to_have_text(TEXTS["send"]["yue"])


def test_what_an_agent_writes_is_only_ever_text(visit: Visit) -> None:
    evil = "<img src=x onerror=\"window.broken = 'yes'\">"
    visit.hold()
    visit.desk.message(1, evil, name=evil)
    visit.desk.state("held", evil, agent=evil)
    expect(visit.page.locator("#exchange .theirs p")).to_have_text(evil)
    expect(visit.page.locator("#agent-text")).to_have_text(evil)
    assert visit.page.locator("main img, #agent img").count() == 0
    assert visit.page.evaluate("window.broken") is None


@pytest.mark.parametrize("size", [(1080, 1920), (1366, 768), (390, 844)])
def test_it_is_large_and_clear_and_nothing_is_wider_than_the_screen(
    open_page: Any, ask: Ask, size: tuple[int, int]
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    visit = Visit(open_page, ask, viewport=viewport, reduced_motion="reduce")
    visit.call(NOBODY, on_duty=False)
    _judge(visit.page, size)
    visit.desk.state("waiting", WAITING)
    expect(visit.page.locator("#agent-text")).to_have_text(WAITING)
    _judge(visit.page, size)
    visit.desk.state("held", JOINED, agent="一号坐席")
    visit.desk.message(1, HELLO * 12)
    visit.ask("我想问高龄津贴")
    expect(visit.page.locator("#exchange .mine")).to_be_in_viewport(ratio=1)
    _judge(visit.page, size)
    for what in ("#question", "#send", "#stop", "#mic", "#done"):
        expect(visit.page.locator(what)).to_be_in_viewport(ratio=1)


def _judge(page: Page, size: tuple[int, int]) -> None:
    kiosk = size[0] >= 1000
    texts = page.evaluate(SEEN)
    assert [text for text in texts if text["contrast"] < 4.5] == []
    assert [text for text in texts if text["size"] < (28 if kiosk else 16)] == []
    for part in ("html", "#stage", ".dock", "#agent"):
        wide, shown = page.locator(part).evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert wide <= shown, part
    boxes = page.locator("button:visible:not(#more), input:visible").evaluate_all(
        "all => all.map(e => [e.id || e.textContent.trim(), e.offsetWidth, e.offsetHeight])"
    )
    assert [box for box in boxes if min(box[1:]) < (72 if kiosk else 56)] == []
