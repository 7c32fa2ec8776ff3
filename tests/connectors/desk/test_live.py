"""The desk's socket on a real server: what agents see as it happens, and when it ends."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

from bot.handover import Outcome
from bot.memory import Event
from bot.memory.tables import StaffPresenceRow
from connectors.desk import socket as desk_socket
from connectors.desk.roles import Role
from connectors.desk.tables import DeskSessionRow
from tests.conftest import finished
from tests.connectors.desk.office import ASKS, COOKIE, SWINDLE, Office, Window, open_office

SOON_S = 0.3


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path)
    opened.hire("desk1", display_name="一号坐席")
    opened.hire("desk2", display_name="二号坐席")
    opened.hire("writer", Role.EDITOR, "编辑")
    yield opened
    opened.database.close()


@pytest.fixture
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks again, and says that it is there, several times a second."""
    monkeypatch.setattr(desk_socket, "_LOOK_S", 0.2)
    monkeypatch.setattr(desk_socket, "_SEEN_S", 0.2)


def test_who_is_not_signed_in_is_told_so(office: Office) -> None:
    async def work() -> None:
        async with office.live():
            for cookie in ({}, {"Cookie": "qiaoban_desk=nonsense"}, {"Cookie": "qiaoban_desk=é"}):
                async with connect(office.url, additional_headers=cookie, proxy=None) as connection:
                    await asyncio.wait_for(connection.wait_closed(), 5)
                    assert connection.close_code == 4401
        assert office.presence.on_duty() == 0

    finished(work())


def test_the_list_comes_at_once_and_with_every_change(office: Office) -> None:
    async def work() -> None:
        async with office.live(), office.window(await office.signed_in("desk1")) as window:
            assert await window.next("queue") == {"cases": [], "on_duty": 1}
            started = time.perf_counter()
            case = await office.case(SWINDLE)
            queue = await window.next("queue", lambda data: data["cases"])
            assert time.perf_counter() - started < SOON_S
            (summary,) = queue["cases"]
            assert (summary["id"], summary["state"], summary["causes"]) == (case.id, "waiting", ["risk"])
            assert summary == (await (await office.signed_in("desk2")).get("/cases")).json()["cases"][0]
            other = await office.signed_in("desk2")
            await other.post(f"/cases/{case.id}/take")
            queue = await window.next("queue")
            assert queue["cases"][0]["agent"] == {"name": "desk2", "display_name": "二号坐席"}
            await other.post(f"/cases/{case.id}/close")
            assert (await window.next("queue"))["cases"] == []

    finished(work())


def test_words_and_suggestions_come_to_whoever_watches(office: Office) -> None:
    async def work() -> None:
        await office.says("江海区边度有长者饭堂")
        case = await office.case()
        browser = await office.signed_in("desk1")
        async with office.live(), office.window(browser) as window:
            await window.next("queue")
            await window.watch(case.id)
            started = time.perf_counter()
            reply = await office.says("高龄津贴几多钱")
            said = await window.next("entry")
            assert (said["case_id"], said["entry"]["who"], said["entry"]["text"]) == (
                case.id,
                "person",
                "高龄津贴几多钱",
            )
            answered = await window.next("entry")
            assert (answered["entry"]["who"], answered["entry"]["text"]) == ("bot", reply.text)
            found = await window.next("suggestions")
            assert time.perf_counter() - started < SOON_S
            assert (found["case_id"], found["turn_id"]) == (case.id, reply.turn_id)
            assert found["suggestions"][0]["id"].startswith("allowance-senior-age")
            assert found["suggestions"] == (await browser.get(f"/cases/{case.id}/suggestions")).json()["suggestions"]

    finished(work())


def test_what_agents_do_in_the_watched_case_comes_too(office: Office) -> None:
    async def work() -> None:
        case = await office.case()
        one, other = await office.signed_in("desk1"), await office.signed_in("desk2")
        async with office.live(), office.window(one) as window:
            await window.watch(case.id)
            await other.post(f"/cases/{case.id}/take")
            notice = (await window.next("entry"))["entry"]
            assert (notice["who"], notice["text"]) == ("notice", "二号坐席接手了。")
            sent = await other.post(f"/cases/{case.id}/messages", {"text": "<b>您好</b>"})
            assert (await window.next("entry"))["entry"] == sent.json()
            assert await window.quiet("suggestions", 0.2)

    finished(work())


def test_only_the_watched_case_comes(office: Office) -> None:
    async def work() -> None:
        one, other = await office.case(session="one"), await office.case(session="other")
        async with office.live(), office.window(await office.signed_in("desk1")) as window:
            await window.watch(one.id)
            await window.watch(other.id)
            await office.says("你好", "one")
            await office.says("高龄津贴几多钱", "other")
            assert (await window.next("entry"))["case_id"] == other.id
            await window.next("suggestions")
            await window.watch(None)
            await office.says("你好", "other")
            await office.says("你好", "one")
            assert await window.quiet("entry", 0.3)
            assert {frame["data"]["case_id"] for frame in window.frames if frame["type"] == "entry"} == {other.id}

    finished(work())


def test_what_was_there_before_is_not_sent_again(office: Office) -> None:
    async def work() -> None:
        case = await office.case()
        async with office.live(), office.window(await office.signed_in("desk1")) as window:
            await window.watch(case.id)
            await office.bus.publish([Event("turn", "s", case.id), Event("case")])
            assert await window.quiet("entry", 0.3)
            await window.watch(9999)
            await office.says("你好")
            assert await window.quiet("entry", 0.3)
            await window.watch(case.id)

    finished(work())


def test_who_is_on_duty_is_known_to_all(office: Office) -> None:
    async def work() -> None:
        async with office.live(), office.window(await office.signed_in("desk1")) as window:
            assert (await window.next("queue"))["on_duty"] == 1
            assert office.messages.standing("s").on_duty
            second = await office.signed_in("desk2")
            async with office.window(second), office.window(second):
                assert (await window.next("queue"))["on_duty"] == 2
            assert (await window.next("queue", lambda data: data["on_duty"] != 2))["on_duty"] == 1
        assert office.presence.on_duty() == 0

    finished(work())


def test_people_are_told_when_somebody_comes_or_goes(office: Office) -> None:
    async def work() -> None:
        async with office.live(), office.bus.listen() as events:
            async with office.window(await office.signed_in("desk1")) as window:
                await window.next("queue")
                assert await asyncio.wait_for(anext(events), 1) == Event("case")
            assert await asyncio.wait_for(anext(events), 1) == Event("case")

    finished(work())


def test_an_editor_who_looks_is_not_on_duty(office: Office) -> None:
    async def work() -> None:
        await office.case()
        async with office.live(), office.window(await office.signed_in("writer")) as window:
            queue = await window.next("queue")
            assert (queue["on_duty"], len(queue["cases"])) == (0, 1)

    finished(work())


def test_who_is_no_agent_any_more_is_off_duty(office: Office, looks_often: None) -> None:
    async def work() -> None:
        async with office.live(), office.window(await office.signed_in("desk1")) as window:
            assert (await window.next("queue"))["on_duty"] == 1
            office.desk.accounts.set_role("desk1", Role.EDITOR)
            assert (await window.next("queue"))["on_duty"] == 0

    finished(work())


def test_a_desk_that_vanished_without_a_word_is_noticed(office: Office, looks_often: None) -> None:
    async def work() -> None:
        office.presence.seen("x" * 32, "desk2")
        async with office.live(), office.window(await office.signed_in("desk1")) as window:
            assert (await window.next("queue"))["on_duty"] == 2
            old = datetime.now(UTC) - timedelta(minutes=2)
            office.change(update(StaffPresenceRow).where(StaffPresenceRow.agent == "desk2").values(seen_at=old))
            assert (await window.next("queue"))["on_duty"] == 1
            await asyncio.sleep(0.5)
            with office.database.reading() as sql:
                row = sql.query(StaffPresenceRow).where(StaffPresenceRow.agent == "desk1").one()
            assert datetime.now(UTC) - row.seen_at < timedelta(seconds=0.4)

    finished(work())


def test_what_nobody_announced_is_found(office: Office, looks_often: None) -> None:
    async def work() -> None:
        case = await office.case()
        async with office.live(), office.window(await office.signed_in("desk1")) as window:
            await window.watch(case.id)
            agent = office.desk.accounts.all()[1].agent
            office.cases.take(case.id, agent)
            assert "接手了" in (await window.next("entry"))["entry"]["text"]
            office.cases.end(case.id, agent, Outcome.DONE)
            await window.next("queue", lambda data: data["cases"] == [])

    finished(work())


def test_signing_out_ends_every_window(office: Office) -> None:
    async def work() -> None:
        browser, other = await office.signed_in("desk1"), await office.signed_in("desk2")
        async with (
            office.live(),
            office.window(browser) as one,
            office.window(browser) as two,
            office.window(other) as third,
        ):
            await browser.post("/logout")
            assert [await one.closed(1), await two.closed(1)] == [4401, 4401]
            await third.watch(None)
        assert office.presence.on_duty() == 0

    finished(work())


def test_signing_in_anew_lets_the_other_windows_connect_again(office: Office) -> None:
    async def work() -> None:
        browser = await office.signed_in("desk1")
        former = office.browser()
        former.http.cookies.set(COOKIE, browser.token)
        async with office.live(), office.window(browser) as window:
            await window.next("queue")
            await browser.login("desk1")
            assert await window.closed(1) == 1012
            async with office.window(browser) as again:
                await again.next("queue")
                await browser.login("desk2")
                assert await again.closed(1) == 4401
            async with office.window(former) as old:
                assert await old.closed(1) == 4401

    finished(work())


@pytest.mark.parametrize("how", ["disabled", "password", "expired", "idle"])
def test_a_sign_in_that_ends_ends_the_socket(office: Office, looks_often: None, how: str) -> None:
    past = datetime.now(UTC) - timedelta(minutes=61)

    def end() -> None:
        if how == "disabled":
            office.desk.accounts.set_disabled("desk1", True)
        elif how == "password":
            office.desk.accounts.set_password("desk1", "another long password")
        else:
            column = "expires_at" if how == "expired" else "seen_at"
            office.change(update(DeskSessionRow).values({column: past}))

    async def work() -> None:
        case = await office.case()
        async with office.live(), office.window(await office.signed_in("desk1")) as window:
            await window.watch(case.id)
            end()
            assert await window.closed(2) == 4401
        assert office.presence.on_duty() == 0

    finished(work())


def test_after_the_end_nothing_more_is_told(office: Office) -> None:
    async def work() -> None:
        case = await office.case()
        async with office.live(), office.window(await office.signed_in("desk1")) as window:
            await window.watch(case.id)
            office.desk.accounts.set_disabled("desk1", True)
            await office.says(SWINDLE)
            assert await window.closed(1) == 4401
            rest = []
            with pytest.raises(ConnectionClosedError):
                while True:  # what was sent before the end
                    rest.append(str(await window.connection.recv()))
            assert not any(SWINDLE in frame for frame in rest)

    finished(work())


def test_an_open_page_is_a_sign_of_life(office: Office, looks_often: None) -> None:
    async def work() -> None:
        browser = await office.signed_in("desk1")
        async with office.live(), office.window(browser):
            office.change(update(DeskSessionRow).values(seen_at=datetime.now(UTC) - timedelta(minutes=59)))
            await asyncio.sleep(0.5)
        with office.database.reading() as sql:
            seen = sql.query(DeskSessionRow).one().seen_at
        assert datetime.now(UTC) - seen < timedelta(seconds=5)

    finished(work())


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "nonsense",
        "[]",
        "null",
        "{}",
        '{"type": "watch"}',
        '{"type": "watch", "data": null}',
        '{"type": "watch", "data": {"case_id": "1"}}',
        '{"type": "watch", "data": {"case_id": true}}',
        '{"type": "watch", "data": {"case_id": -1}}',
        '{"type": "watch", "data": {"case_id": 1e99}}',
        '{"type": "watch", "data": {"case_id": ' + "9" * 400 + "}}",
        '{"type": "queue", "data": {}}',
        '{"type": ["ping"]}',
        "[" * 900,
        " " * 100_000,
        b"\x00\xff",
    ],
)
def test_frames_that_mean_nothing_change_nothing(office: Office, frame: str | bytes) -> None:
    async def work() -> None:
        case = await office.case()
        async with office.live(), office.window(await office.signed_in("desk1")) as window:
            await window.watch(case.id)
            await window.connection.send(frame)
            await window.send("ping", {})
            assert await window.next("pong") == {}
            await office.says("你好")
            assert (await window.next("entry"))["case_id"] == case.id

    finished(work())


def test_a_flood_of_frames_ends_the_socket(office: Office) -> None:
    async def work() -> None:
        async with office.live(), office.window(await office.signed_in("desk1")) as window:
            for _ in range(61):
                await window.connection.send("nonsense")
            assert await window.closed() == 1008

    finished(work())


@pytest.mark.alone
def test_a_browser_that_takes_nothing_holds_up_nobody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_socket, "_SEND_S", 1.0)

    def narrow() -> socket.socket:
        found = socket.socket()
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        return found

    async def work() -> None:
        chance = random.Random(1)  # noqa: S311 (no secret)
        for number in range(50):  # every list is so long, however well compressed, that it does not fit in between
            words = "".join(chr(chance.randrange(0x4E00, 0x9FA0)) for _ in range(1900))
            await office.case(f"{SWINDLE}。{words}", f"s{number}")
        case = await office.case()
        stuck, well = await office.signed_in("desk1"), await office.signed_in("desk2")
        cookie = {"Cookie": f"qiaoban_desk={stuck.token}"}
        async with office.live(), office.window(well) as window:
            await window.watch(case.id)
            narrow_socket = narrow()
            narrow_socket.setblocking(False)
            host, port = office.url.removeprefix("ws://").split("/")[0].split(":")
            await asyncio.get_running_loop().sock_connect(narrow_socket, (host, int(port)))
            silent = await connect(office.url, sock=narrow_socket, additional_headers=cookie, max_queue=1, proxy=None)
            await window.next("queue", lambda data: data["on_duty"] == 2)
            silent.transport.pause_reading()
            slowest = 0.0
            for number in range(20):
                started = time.perf_counter()
                await office.says(f"第{number}句")
                await window.next("entry", lambda data, number=number: data["entry"]["text"] == f"第{number}句")
                slowest = max(slowest, time.perf_counter() - started)
            assert slowest < 1.0
            if not any(frame["data"].get("on_duty") == 1 for frame in window.frames[-30:]):
                await window.next("queue", lambda data: data["on_duty"] == 1)
            silent.transport.abort()

    finished(work())


def test_many_turns_at_once_all_come_in_order(office: Office) -> None:
    async def work() -> list[Any]:
        case = await office.case(ASKS)
        async with office.live(), office.window(await office.signed_in("desk1")) as window:
            await window.watch(case.id)
            texts = [f"第{number}句" for number in range(20)]
            await asyncio.gather(*(office.says(text) for text in texts))
            async with asyncio.timeout(10):
                while len(words := said(window)) < len(texts):
                    await window.next("entry")
            assert sorted(words) == sorted(texts)
            shown = (await (await office.signed_in("desk1")).get(f"/cases/{case.id}")).json()["transcript"]
            return [[line["text"] for line in shown if line["who"] == "person"][1:], words]

    def said(window: Window) -> list[str]:
        entries = [frame["data"]["entry"] for frame in window.frames if frame["type"] == "entry"]
        return [entry["text"] for entry in entries if entry["who"] == "person"]

    shown, live = finished(work())
    assert shown == live
