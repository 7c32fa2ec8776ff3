"""An agent sees that WeChat did not deliver what was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
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

WORDS = notice("not_delivered", "一号坐席")


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
    for part in ("没送到", "一号坐席", "48 小时", "请打电话"):
        assert part in WORDS


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
                await office.bus.publish(outbox.dead(parcel, "45015", undelivered))
                told = await window.next("entry", lambda data: data["entry"]["who"] == "notice")
                assert (told["case_id"], told["entry"]["text"]) == (asking.id, WORDS)
                detail = (await browser.get(f"/cases/{asking.id}")).json()
                assert [line["who"] for line in detail["transcript"]][-2:] == ["agent", "notice"]
                assert detail["transcript"][-1]["text"] == WORDS

    finished(work())


def test_it_stands_below_the_message_on_the_page(open_desk: OpenDesk) -> None:
    desk = PretendDesk(case(2, "held", channel="wechat"))
    page, _ = open_desk(desk)
    page.locator("#case-2").click()
    page.locator("#text").fill("您好，我帮您查到了。")
    page.keyboard.press("Enter")
    expect(page.locator("#transcript .line.agent")).to_have_count(1)
    desk.send("entry", {"case_id": 2, "entry": entry("event-9", WORDS, "notice", name="一号坐席")})
    last = page.locator("#transcript .line").last
    expect(last.locator(".notice-text")).to_have_text(WORDS)
    expect(last).to_be_in_viewport()
    expect(page.locator("#heard")).to_contain_text("没送到")
