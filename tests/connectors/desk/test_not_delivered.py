"""An agent sees that WeChat did not deliver what was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.handover import Messages
from bot.turn import Channel
from connectors.desk.texts import notice
from connectors.outbox import Outbox
from connectors.wechat.companion import deliver
from connectors.wechat.tables import PersonRow
from connectors.wechat.undelivered import undelivered
from tests.conftest import finished
from tests.connectors.desk.conftest import OpenDesk
from tests.connectors.desk.office import ASKS, Office, open_office
from tests.connectors.desk.pretend import PretendDesk, case, entry
from tests.connectors.posting import aged

WRITTEN = "一号坐席 15:04"
WORDS, NOT_YET = notice("not_delivered", WRITTEN), notice("not_arrived_yet", WRITTEN)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path)
    opened.hire("desk1", display_name="一号坐席")
    with opened.database.writing() as sql:
        sql.add(PersonRow(session_id="wx-1", openid="o1", seen_at=datetime.now(UTC)))
    opened.messages = Messages(opened.database, [deliver])
    yield opened
    opened.database.close()


def test_the_words_say_what_happened_and_what_to_do() -> None:
    assert notice("nothing of the kind", None) != WORDS
    for part in ("没送到", WRITTEN, "48 小时", "请打电话"):
        assert part in WORDS
    for part in ("还没送到", WRITTEN, "不断重试", "打电话"):
        assert part in NOT_YET


def test_it_comes_over_the_socket_into_the_conversation(office: Office) -> None:
    async def work() -> None:
        outbox = Outbox(office.database)
        await office.says(ASKS, "wx-1", Channel.WECHAT)
        [asking] = office.cases.open()
        async with office.live():
            browser = await office.signed_in("desk1")
            async with office.window(browser) as window:
                await browser.post(f"/cases/{asking.id}/take")
                await browser.post(f"/cases/{asking.id}/messages", {"text": "您好"})
                await window.watch(asking.id)
                parcels = {parcel.name: parcel for parcel in outbox.claim(9)}
                parcel = next(parcels[name] for name in parcels if name and name.startswith("agent:"))
                [said] = office.messages.since("wx-1", 0)
                written = f"一号坐席 {said.at.astimezone(timezone(timedelta(hours=8))):%H:%M}"
                words = notice("not_arrived_yet", written), notice("not_delivered", written)
                aged(office.database, timedelta(seconds=61))
                await office.bus.publish(outbox.later(parcel, "away", timedelta(0), undelivered))
                told = await window.next("entry", lambda data: data["entry"]["who"] == "notice")
                assert (told["case_id"], told["entry"]["text"]) == (asking.id, words[0])
                await office.bus.publish(outbox.dead(parcel, "45015", undelivered))
                await window.next("entry", lambda data: data["entry"]["text"] == words[1])
                detail = (await browser.get(f"/cases/{asking.id}")).json()
                assert [line["who"] for line in detail["transcript"]][-3:] == ["agent", "notice", "notice"]
                assert [line["text"] for line in detail["transcript"]][-2:] == list(words)

    finished(work())


def test_it_stands_below_the_message_on_the_page(open_desk: OpenDesk) -> None:
    desk = PretendDesk(case(2, "held", channel="wechat"))
    page, _ = open_desk(desk)
    page.locator("#case-2").click()
    page.locator("#text").fill("您好，我帮您查到了。")
    page.keyboard.press("Enter")
    expect(page.locator("#transcript .line.agent")).to_have_count(1)
    for number, words in enumerate((NOT_YET, WORDS)):
        desk.send("entry", {"case_id": 2, "entry": entry(f"event-{number}", words, "notice", name=WRITTEN)})
        last = page.locator("#transcript .line").last
        expect(last.locator(".notice-text")).to_have_text(words)
        expect(last).to_be_in_viewport()
        expect(page.locator("#heard")).to_contain_text(words)
