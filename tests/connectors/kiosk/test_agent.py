"""A person at the other end: waited for, talked with, and heard one sentence after another."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.connectors.kiosk.far_end import Desk
from tests.connectors.kiosk.labels import TEXTS
from tests.connectors.kiosk.pretend import REPLY, able, answers, event, says
from tests.connectors.kiosk.visit import CALLED, HELLO, JOINED, NOBODY, SECOND, SOUND_S, WAITING, Ask, Visit


@pytest.fixture
def visit(open_page: Any, ask: Ask) -> Visit:
    return Visit(open_page, ask)


def test_a_line_to_the_desk_is_opened_when_somebody_is_to_come_and_not_before(visit: Visit) -> None:
    visit.ask("边度有饭堂", text="江海区有。", speech="江海区有。", handoff=False, topic="canteen")
    expect(visit.page.locator("#answer")).to_contain_text("江海区有")
    assert visit.desk.addresses == []
    visit.call()
    expect(visit.page.locator("#agent-text")).to_have_text(WAITING)
    assert len(visit.desk.addresses) == 1
    assert "after=0" in visit.desk.addresses[0]
    assert "session_id=" in visit.desk.addresses[0]


def test_where_there_is_no_desk_no_line_is_opened(open_page: Any, ask: Ask) -> None:
    desks: list[Desk] = []

    def prepared(page: Page) -> None:
        desks.append(Desk(page))
        able(page, desk=False)

    page = open_page(before=prepared)
    answers(page, text=CALLED, speech=CALLED)
    ask(page, "我要揾真人")
    expect(page.locator("#answer")).to_contain_text(CALLED)
    assert desks[0].addresses == []


def test_waiting_is_shown_and_said_once(visit: Visit) -> None:
    visit.call()
    assert visit.spoken.until(visit.page, 2) == [CALLED, WAITING]
    visit.quiet()
    nearer = "已经叫咗职员，你前面仲有1个人。"
    visit.desk.state("waiting", nearer, ahead=1, say=False)
    expect(visit.page.locator("#agent-text")).to_have_text(nearer)
    visit.desk.state("waiting", nearer, ahead=1)
    visit.quiet()
    assert len(visit.spoken.texts) == 2


def test_that_nobody_is_there_is_said_with_the_number_to_call(visit: Visit) -> None:
    visit.call(NOBODY, on_duty=False)
    expect(visit.page.locator("#agent-text")).to_have_text(NOBODY)
    expect(visit.page.locator("#agent-text b")).to_have_text("12345")
    assert visit.spoken.until(visit.page, 2)[1] == NOBODY
    visit.page.locator("#agent-seen").click()
    expect(visit.page.locator("#agent")).to_be_hidden()
    visit.desk.state("held", JOINED, agent="一号坐席")
    expect(visit.page.locator("#agent-text")).to_have_text(JOINED)


def test_that_nobody_is_there_is_no_news_for_who_did_not_ask(visit: Visit) -> None:
    visit.desk.state("waiting", NOBODY, on_duty=False)
    warned = {"level": "high", "kinds": [], "reasons": []}
    visit.ask("叫我转钱", text="唔好转。", speech="唔好转。", handoff=False, topic="fraud", risk=warned)
    expect(visit.page.locator("[data-risk=high]")).to_be_visible()
    visit.quiet()
    assert len(visit.desk.addresses) == 1
    expect(visit.page.locator("#agent")).to_be_hidden()
    assert visit.spoken.texts == ["唔好转。"]


def test_who_did_not_ask_is_told_when_an_agent_comes_all_the_same(visit: Visit) -> None:
    visit.desk.state("none")
    warned = {"level": "high", "kinds": [], "reasons": []}
    visit.ask("叫我转钱", text="唔好转。", speech="唔好转。", handoff=False, topic="fraud", risk=warned)
    expect(visit.page.locator("[data-risk=high]")).to_be_visible()
    visit.quiet()
    expect(visit.page.locator("#agent")).to_be_hidden()
    visit.desk.state("held", JOINED, agent="一号坐席")
    expect(visit.page.locator("#agent-text")).to_have_text(JOINED)
    assert visit.spoken.until(visit.page, 2)[1] == JOINED
    expect(visit.page.locator("[data-risk=high]")).to_be_visible()


def test_what_the_agent_writes_is_shown_and_said_one_after_another(visit: Visit) -> None:
    visit.hold()
    expect(visit.page.locator("#agent-text")).to_have_text(JOINED)
    visit.desk.message(1, HELLO)
    visit.desk.message(2, SECOND)
    expect(visit.page.locator("#exchange .theirs p")).to_have_text([HELLO, SECOND])
    expect(visit.page.locator("#exchange .who").first).to_have_text("一号坐席")
    assert visit.spoken.until(visit.page, 4)[2:] == [HELLO, SECOND]
    assert visit.spoken.at[3] - visit.spoken.at[2] >= SOUND_S
    assert visit.page.evaluate("window.stopped") == 0
    expect(visit.page.locator("#exchange li").last).to_be_in_viewport(ratio=1)


def test_an_agent_whose_name_and_words_are_missing_is_called_one_all_the_same(visit: Visit) -> None:
    visit.call(say=False)
    visit.desk.state("held")
    expect(visit.page.locator("#agent-text")).to_have_text(TEXTS["agent_held_unnamed"]["yue"])
    visit.desk.message(1, HELLO, name=None)
    expect(visit.page.locator("#exchange .who")).to_have_text(TEXTS["agent"]["yue"])


def test_what_the_person_types_is_their_own_bubble_and_no_empty_answer(visit: Visit) -> None:
    visit.hold()
    visit.desk.message(1, HELLO)
    visit.ask("我想问高龄津贴")
    expect(visit.page.locator("#exchange .mine")).to_have_text("我想问高龄津贴")
    expect(visit.page.locator("#exchange .sending")).to_have_count(0)
    expect(visit.page.locator("#answer .says")).to_have_count(1)
    expect(visit.page.locator("#question")).to_have_value("")
    expect(visit.page.locator(".thinking")).to_be_hidden()
    assert visit.page.get_attribute("body", "data-phase") != "thinking"


def test_an_agent_may_come_while_a_question_is_on_its_way(visit: Visit) -> None:
    visit.call(say=False)
    visit.ask("我想问高龄津贴")
    expect(visit.page.locator("#exchange .mine")).to_have_text("我想问高龄津贴")
    expect(visit.page.locator("#answer > *")).to_have_count(0)
    expect(visit.page.locator(".asked")).to_be_hidden()
    expect(visit.page.locator("body[data-phase=idle]")).to_be_attached()


def test_what_could_not_be_sent_is_not_shown_as_said(visit: Visit) -> None:
    visit.hold()
    visit.page.unroute("**/api/chat")
    visit.page.route("**/api/chat", lambda route: route.fulfill(status=500, json={"title": "x", "detail": "y"}))
    visit.type(visit.page, "我想问高龄津贴")
    expect(visit.page.locator("#trouble > p")).to_have_text(TEXTS["trouble_server"]["yue"])
    expect(visit.page.locator("#exchange .mine")).to_have_count(0)
    expect(visit.page.locator("#question")).to_have_value("我想问高龄津贴")
    answers(visit.page)
    visit.page.locator("#trouble .retry").click()
    expect(visit.page.locator("#exchange .mine")).to_have_text("我想问高龄津贴")


def _heard(socket: WebSocketRoute) -> None:
    event(socket, "transcript", text="我想问高龄津贴", final=True)
    event(socket, "reply", **REPLY)


def test_what_the_person_says_reaches_the_agent_and_nobody_speaks_over_it(open_page: Any, ask: Ask) -> None:
    lines: list[WebSocketRoute] = []

    def heard(socket: WebSocketRoute) -> None:
        lines.append(socket)
        _heard(socket)

    visit = Visit(open_page, ask, on_stop=heard)
    visit.hold()
    visit.speak()
    visit.desk.message(1, HELLO)
    expect(visit.page.locator("#exchange .theirs p")).to_have_text(HELLO)
    visit.page.wait_for_timeout(1000)
    assert len(visit.spoken.texts) == 2
    visit.page.locator("#mic").click()
    expect(visit.page.locator("#exchange .mine")).to_have_text("我想问高龄津贴")
    assert visit.spoken.until(visit.page, 3)[2] == HELLO
    expect(visit.page.locator("body[data-phase=speaking]")).to_be_attached()
    lines[0].close()
    visit.quiet()
    expect(visit.page.locator("#trouble")).to_be_hidden()


def test_what_was_cut_before_it_was_heard_is_said_later(open_page: Any, ask: Ask) -> None:
    visit = Visit(open_page, ask, on_stop=_heard)
    visit.hold()
    held: list[Any] = []
    visit.page.unroute("**/api/speech")
    visit.page.route("**/api/speech", lambda route: held.append(route))
    visit.desk.message(1, HELLO)
    visit.spoken.until(visit.page, 3)
    visit.speak()
    visit.page.unroute("**/api/speech")
    says(visit.page, SOUND_S)
    visit.page.locator("#mic").click()
    assert visit.spoken.until(visit.page, 4)[2:] == [HELLO, HELLO]
    expect(visit.page.locator("body[data-phase=speaking]")).to_be_attached()
    visit.quiet()
    assert len(visit.spoken.texts) == 4


def test_while_held_the_pace_is_the_pages_own(visit: Visit) -> None:
    visit.hold()
    visit.desk.message(1, HELLO)
    visit.spoken.until(visit.page, 3)
    before = len(visit.asked)
    for key, rate, volume in (
        ("repeat", None, None),
        ("slower", 0.8, 1),
        ("louder", 0.8, 1.35),
        ("slower", 0.64, 1.35),
    ):
        count = len(visit.spoken.bodies)
        visit.page.locator(f"[data-say={key}]").click()
        visit.spoken.until(visit.page, count + 1)
        said = visit.spoken.bodies[-1]
        assert (said["text"], said.get("rate"), said.get("volume")) == (HELLO, rate, volume)
    for _ in range(4):
        visit.page.locator("[data-say=slower]").click()
        visit.page.locator("[data-say=louder]").click()
    visit.quiet()
    assert (visit.spoken.bodies[-1]["rate"], visit.spoken.bodies[-1]["volume"]) == (0.5, 2)
    assert len(visit.asked) == before


def test_stop_silences_all_that_waits_to_be_said(visit: Visit) -> None:
    visit.hold()
    visit.desk.message(1, HELLO)
    visit.desk.message(2, SECOND)
    expect(visit.page.locator("body[data-phase=speaking]")).to_be_attached()
    visit.page.locator("#stop").click()
    visit.quiet()
    assert visit.spoken.texts[2:] == [HELLO]
    visit.page.locator("[data-say=repeat]").click()
    assert visit.spoken.until(visit.page, 4)[3] == HELLO
