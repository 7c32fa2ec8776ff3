"""A connection that breaks mends by itself, and what was missed is fetched."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.connectors.desk.conftest import OpenDesk
from tests.connectors.desk.pretend import PretendDesk, case, entry


def test_after_a_break_everything_is_fetched_again(open_desk: OpenDesk) -> None:
    page, desk = open_desk(PretendDesk(case(2, "held")))
    page.locator("#case-2").click()
    page.locator("#text").fill("写到一半")
    expect(page.locator("#transcript .line")).to_have_count(1)
    desk.offline = True
    desk.cut()
    expect(page.locator("#connection")).to_have_text("连接断了")
    expect(page.locator("#outage")).to_contain_text("断线时您不算在岗")
    desk.cases[2]["transcript"].append(entry("missed", "断线时说的话"))
    desk.cases[3] = case(3)
    desk.offline = False
    expect(page.locator("#connection")).to_have_text("已连接", timeout=20_000)
    expect(page.locator("#outage")).to_be_hidden()
    expect(page.locator("#transcript .line").last).to_contain_text("断线时说的话")
    expect(page.locator("#case-3")).to_be_visible()
    expect(page.locator("#text")).to_have_value("写到一半")
    assert desk.watched[-1] == 2
    desk.send("entry", {"case_id": 2, "entry": entry("live", "又连上了")})
    expect(page.locator("#transcript .line").last).to_contain_text("又连上了")


def test_attempts_become_rarer_and_one_can_be_made_at_once(open_desk: OpenDesk) -> None:
    page, desk = open_desk()
    page.clock.install()
    desk.offline = True
    desk.cut()
    expect(page.locator("#outage")).to_contain_text("第 1 次")
    page.clock.run_for(60_000)
    made = desk.connections
    assert 4 <= made <= 9
    expect(page.locator("#outage")).to_contain_text("秒后重连")
    desk.offline = False
    page.locator("#reconnect").click()
    expect(page.locator("#connection")).to_have_text("已连接")
    assert desk.connections == made + 1


def test_without_the_live_connection_the_list_is_still_fetched(open_desk: OpenDesk) -> None:
    page, desk = open_desk(PretendDesk(case(1)))
    desk.cases[5] = case(5)
    desk.cut()
    expect(page.locator("#case-5")).to_be_visible()


def test_a_connection_that_has_gone_silent_is_noticed(open_desk: OpenDesk) -> None:
    page, desk = open_desk()
    page.clock.install()
    desk.cut()
    page.clock.run_for(3000)
    expect(page.locator("#connection")).to_have_text("已连接")
    before = desk.connections
    page.clock.run_for(40_000)
    expect(page.locator("#connection")).to_have_text("已连接")
    assert desk.connections > before


def test_a_page_that_opens_while_the_server_is_away_waits_for_it(open_desk: OpenDesk) -> None:
    desk = PretendDesk()
    desk.offline = True
    page, _ = open_desk(desk, signed=False)
    page.wait_for_timeout(500)
    expect(page.locator("#sign-in")).to_be_hidden()
    desk.offline = False
    expect(page.locator("#sign-in")).to_be_visible()


def test_what_is_said_while_a_case_opens_is_not_lost(open_desk: OpenDesk) -> None:
    page, desk = open_desk(PretendDesk(case(2, "held")))
    line = entry("meanwhile", "正在打开时说的话")
    desk.before["2"] = lambda: desk.send("entry", {"case_id": 2, "entry": line})
    page.locator("#case-2").click()
    expect(page.locator("#transcript .said")).to_have_text(["江海区边度有长者饭堂", "正在打开时说的话"])
