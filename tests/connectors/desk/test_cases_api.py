"""What agents do with cases over HTTP: who gets one, who may do what, and what reaches the person."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.memory import Event
from bot.memory.tables import CaseEventRow
from connectors.desk.roles import Role
from tests.conftest import finished
from tests.connectors.desk.office import ASKS, SWINDLE, Office, open_office

PROBLEM = "urn:qiaoban:problem:"
CHANGES = ["take", "release", "close", "messages"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path)
    opened.hire("desk1", display_name="一号坐席")
    opened.hire("desk2", display_name="二号坐席")
    opened.hire("boss", Role.SUPERVISOR, "班长")
    opened.hire("writer", Role.EDITOR, "编辑")
    yield opened
    opened.database.close()


def body_of(deed: str) -> Any:
    return {"text": "您好"} if deed == "messages" else None


def test_nothing_is_told_or_done_without_signing_in(office: Office) -> None:
    async def work() -> None:
        case = await office.case()
        browser = office.browser()
        for path in ("/me", "/cases", f"/cases/{case.id}", f"/cases/{case.id}/suggestions"):
            refused = await browser.get(path)
            assert (refused.status_code, refused.json()["type"]) == (401, f"{PROBLEM}login-needed")
        for deed in CHANGES:
            assert (await browser.post(f"/cases/{case.id}/{deed}", body_of(deed))).status_code == 401

    finished(work())


@pytest.mark.parametrize("token", ["", "wrong", "错".encode().decode("latin-1")])
def test_nothing_is_changed_without_the_token_of_the_sign_in(office: Office, token: str) -> None:
    async def work() -> None:
        case = await office.case()
        browser = await office.signed_in("desk1")
        for path in ["/logout", *(f"/cases/{case.id}/{deed}" for deed in CHANGES)]:
            headers = {"X-CSRF-Token": token.encode("latin-1")} if token else {}
            body = {"text": "您好"} if path.endswith("messages") else None
            refused = await browser.http.post(f"/api/desk{path}", json=body, headers=headers)
            assert (refused.status_code, refused.json()["type"]) == (403, f"{PROBLEM}csrf")
        other = await office.signed_in("desk2")
        stolen = await browser.post(f"/cases/{case.id}/take", **{"X-CSRF-Token": other.csrf})
        assert stolen.status_code == 403
        assert office.cases.get(case.id).state == "waiting"
        assert (await browser.get("/me")).status_code == 200

    finished(work())


@pytest.mark.parametrize(("one", "other"), [("desk1", "desk2"), ("desk1", "boss"), ("boss", "desk1")])
def test_of_two_who_take_at_once_one_gets_the_case(office: Office, one: str, other: str) -> None:
    async def work() -> None:
        browsers = [await office.signed_in(one), await office.signed_in(other)]
        for number in range(8):
            case = await office.case(session=f"s{number}")
            answers = await asyncio.gather(*(browser.post(f"/cases/{case.id}/take") for browser in browsers))
            assert sorted(answer.status_code for answer in answers) == [200, 409]
            won, lost = sorted(answers, key=lambda answer: answer.status_code)
            assert lost.json()["type"] == f"{PROBLEM}case-taken"
            assert won.json()["agent"]["name"] == office.cases.get(case.id).agent.name  # type: ignore[union-attr]
            assert won.json()["may"] == ["answer", "release", "close"]

    finished(work())


def test_a_supervisor_takes_over_what_another_holds(office: Office) -> None:
    async def work() -> None:
        case = await office.case()
        agent, boss = await office.signed_in("desk1"), await office.signed_in("boss")
        await agent.post(f"/cases/{case.id}/take")
        office.change(update(CaseEventRow).values(at=datetime.now(UTC) - timedelta(seconds=6)))
        assert (await boss.get(f"/cases/{case.id}")).json()["may"] == ["take", "release", "close"]
        over = await boss.post(f"/cases/{case.id}/take")
        assert over.json()["agent"] == {"name": "boss", "display_name": "班长"}
        lost = await agent.post(f"/cases/{case.id}/messages", {"text": "您好"})
        assert (lost.status_code, lost.json()["type"]) == (409, f"{PROBLEM}case-not-yours")
        assert (await agent.get(f"/cases/{case.id}")).json()["may"] == []
        assert (await boss.post(f"/cases/{case.id}/messages", {"text": "您好"})).status_code == 201

    finished(work())


def test_an_editor_looks_and_changes_nothing(office: Office) -> None:
    async def work() -> None:
        case = await office.case()
        editor = await office.signed_in("writer")
        seen = await editor.get(f"/cases/{case.id}")
        assert seen.json()["may"] == []
        assert len((await editor.get("/cases")).json()["cases"]) == 1
        assert (await editor.get(f"/cases/{case.id}/suggestions")).status_code == 200
        for deed in CHANGES:
            refused = await editor.post(f"/cases/{case.id}/{deed}", body_of(deed))
            assert (refused.status_code, refused.json()["type"]) == (403, f"{PROBLEM}forbidden")
        assert office.cases.get(case.id).state == "waiting"

    finished(work())


@pytest.mark.parametrize("deed", ["release", "close"])
def test_only_supervisors_end_the_case_of_another(office: Office, deed: str) -> None:
    async def work() -> None:
        case = await office.case()
        one, other = await office.signed_in("desk1"), await office.signed_in("desk2")
        await one.post(f"/cases/{case.id}/take")
        refused = await other.post(f"/cases/{case.id}/{deed}")
        assert (refused.status_code, refused.json()["type"]) == (409, f"{PROBLEM}case-not-yours")
        ended = await (await office.signed_in("boss")).post(f"/cases/{case.id}/{deed}")
        assert (ended.json()["state"], ended.json()["may"]) == ("closed", [])

    finished(work())


def test_a_role_holds_from_the_next_thing_done(office: Office) -> None:
    async def work() -> None:
        case = await office.case()
        browser = await office.signed_in("desk1")
        office.desk.accounts.set_role("desk1", Role.EDITOR)
        assert (await browser.post(f"/cases/{case.id}/take")).status_code == 403
        assert (await browser.get("/me")).json()["role"] == "editor"

    finished(work())


def test_who_was_promised_a_person_is_not_turned_away_unseen(office: Office) -> None:
    async def work() -> None:
        asked, warned = await office.case(ASKS, "asked"), await office.case(SWINDLE, "warned")
        agent = await office.signed_in("desk1")
        assert (await agent.get(f"/cases/{asked.id}")).json()["may"] == ["take"]
        assert (await agent.post(f"/cases/{asked.id}/close")).status_code == 409
        assert (await agent.get(f"/cases/{warned.id}")).json()["may"] == ["take", "close"]
        assert (await agent.post(f"/cases/{warned.id}/release")).status_code == 409
        assert (await agent.post(f"/cases/{warned.id}/close")).json()["state"] == "closed"
        boss = await office.signed_in("boss")
        assert (await boss.post(f"/cases/{asked.id}/close")).json()["state"] == "closed"

    finished(work())


def test_the_list_shows_what_waits_first_and_the_most_urgent_of_it(office: Office) -> None:
    async def work() -> None:
        for session, text in (("a", ASKS), ("b", ASKS), ("c", SWINDLE), ("d", "我老公跌低咗，流好多血")):
            await office.case(text, session)
        agent = await office.signed_in("desk1")
        ids = {case.session_id: case.id for case in office.cases.open()}
        await agent.post(f"/cases/{ids['a']}/take")
        listed = (await agent.get("/cases", state="open")).json()["cases"]
        assert [one["id"] for one in listed] == [ids[session] for session in "dcba"]
        assert [one["causes"] for one in listed] == [["emergency"], ["risk"], ["asked"], ["asked"]]
        assert [one["emergency"] for one in listed] == [True, False, False, False]
        assert listed[1]["risk"]["level"] == "high"
        assert listed[1]["last_text"] == SWINDLE
        assert listed[3]["agent"] == {"name": "desk1", "display_name": "一号坐席"}
        assert {(one["channel"], one["dialect"], one["person_left"]) for one in listed} == {("kiosk", "yue", False)}
        await agent.post(f"/cases/{ids['a']}/close")
        assert ids["a"] not in [one["id"] for one in (await agent.get("/cases")).json()["cases"]]
        assert [one["id"] for one in (await agent.get("/cases", state="closed")).json()["cases"]] == [ids["a"]]
        assert (await agent.get("/cases", state="all")).status_code == 422

    finished(work())


def test_a_case_shows_what_was_said_and_what_happened(office: Office) -> None:
    async def work() -> None:
        await office.says("江海区边度有长者饭堂")
        case = await office.case()
        agent = await office.signed_in("desk1")
        await agent.post(f"/cases/{case.id}/take")
        await agent.post(f"/cases/{case.id}/messages", {"text": "您好，我系一号坐席"})
        await office.says("我想问下麻三村")
        detail = (await agent.get(f"/cases/{case.id}")).json()
        lines = [(line["who"], line["name"], line["text"]) for line in detail["transcript"]]
        assert [who for who, _, _ in lines] == ["person", "bot", "person", "bot", "notice", "notice", "agent", "person"]
        assert lines[0][2] == "江海区边度有长者饭堂"
        assert detail["transcript"][1]["sources"][0]["issuer"]
        assert [text for who, _, text in lines if who == "notice"] == ["对方要人工。", "一号坐席接手了。"]
        assert lines[6] == ("agent", "一号坐席", "您好，我系一号坐席")
        assert detail["slots"] == {"district": "江海"}
        assert len({line["id"] for line in detail["transcript"]}) == len(lines)
        assert detail["transcript"][0]["turn_id"] == detail["transcript"][1]["turn_id"]

    finished(work())


@pytest.mark.parametrize(("deed", "notice"), [("release", "一号坐席交回了机器人"), ("close", "一号坐席结束了个案")])
def test_after_the_end_the_bot_goes_on(office: Office, deed: str, notice: str) -> None:
    async def work() -> None:
        case = await office.case()
        agent = await office.signed_in("desk1")
        await agent.post(f"/cases/{case.id}/take")
        assert (await office.says("江海区边度有长者饭堂")).text == ""
        ended = (await agent.post(f"/cases/{case.id}/{deed}")).json()
        assert ended["state"] == "closed"
        assert ended["transcript"][-1]["text"].startswith(notice)
        assert "麻三" in (await office.says("江海区边度有长者饭堂")).text
        for again in CHANGES:
            refused = await agent.post(f"/cases/{case.id}/{again}", body_of(again))
            assert refused.status_code == 409, again

    finished(work())


def test_a_message_sent_twice_arrives_once(office: Office) -> None:
    async def work() -> None:
        case = await office.case()
        agent = await office.signed_in("desk1")
        await agent.post(f"/cases/{case.id}/take")
        message = {"text": "您好", "client_id": "0123456789abcdef0123456789abcdef"}
        sent = [await agent.post(f"/cases/{case.id}/messages", message) for _ in range(2)]
        sent += await asyncio.gather(*(agent.post(f"/cases/{case.id}/messages", message) for _ in range(4)))
        assert {answer.status_code for answer in sent} == {201}
        assert len({json.dumps(answer.json()) for answer in sent}) == 1
        assert [said.text for said in office.messages.since("s", 0)] == ["您好"]
        await agent.post(f"/cases/{case.id}/messages", {"text": "您好"})
        await agent.post(f"/cases/{case.id}/messages", {"text": "您好"})
        assert len(office.messages.since("s", 0)) == 3

    finished(work())


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(\"1\")</script> & 'x' </textarea>{{7*7}}",
        "第一行\n第二行\t完",
        "👵🏻 嘅喺唔冇 \\u0000 \\n",
        "长" * 1000,
        "=1+1;\"';--",
    ],
)
def test_what_an_agent_writes_arrives_as_it_is(office: Office, text: str) -> None:
    async def work() -> None:
        case = await office.case()
        agent = await office.signed_in("desk1")
        await agent.post(f"/cases/{case.id}/take")
        sent = await agent.post(f"/cases/{case.id}/messages", {"text": text})
        assert sent.status_code == 201
        assert sent.headers["content-type"] == "application/json"
        assert sent.json()["text"] == text
        assert office.messages.since("s", 0)[0].text == text
        assert (await agent.get(f"/cases/{case.id}")).json()["transcript"][-1] == sent.json()

    finished(work())


def test_what_a_person_says_is_shown_as_it_is_with_its_numbers_masked(office: Office) -> None:
    async def work() -> None:
        await office.says("<img src=x onerror=alert(1)> 我电话13800138000")
        case = await office.case()
        shown = (await (await office.signed_in("desk1")).get(f"/cases/{case.id}")).json()
        assert shown["transcript"][0]["text"] == "<img src=x onerror=alert(1)> 我电话（号码）"

    finished(work())


@pytest.mark.parametrize(
    ("sent", "arrives"),
    [
        ("你\x00好\x1b[31m\x7f", "你好[31m"),
        ("  您好\r\n再见\r  ", "您好\n再见"),
        ("\x00\x01 \n", None),
        ("", None),
        ("长" * 1001, None),
        ("长" * 15_000, None),
    ],
)
def test_what_cannot_be_sent_is_refused_and_control_characters_go(
    office: Office, sent: str, arrives: str | None
) -> None:
    async def work() -> None:
        case = await office.case()
        agent = await office.signed_in("desk1")
        await agent.post(f"/cases/{case.id}/take")
        answer = await agent.post(f"/cases/{case.id}/messages", {"text": sent})
        if arrives is None:
            assert (answer.status_code, answer.json()["type"]) == (422, f"{PROBLEM}message-length")
            assert "1000" in answer.json()["detail"]
            assert office.messages.since("s", 0) == []
        else:
            assert answer.json()["text"] == arrives

    finished(work())


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "\\ud800"}',
        b'{"text": null}',
        b'{"text": 1}',
        b'{"client_id": "x"}',
        b'{"text": "x", "client_id": ""}',
        b'{"text": "x", "client_id": "' + b"x" * 64 + b'"}',
        b'{"text": "x", "client_id": "a b"}',
        b"[]",
        b"\xff\xfe",
    ],
)
def test_bodies_that_are_no_message_are_refused(office: Office, body: bytes) -> None:
    async def work() -> None:
        case = await office.case()
        agent = await office.signed_in("desk1")
        await agent.post(f"/cases/{case.id}/take")
        headers = {"Content-Type": "application/json", "X-CSRF-Token": agent.csrf}
        answer = await agent.http.post(f"/api/desk/cases/{case.id}/messages", content=body, headers=headers)
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"
        assert office.messages.since("s", 0) == []

    finished(work())


def test_cases_that_are_not_there(office: Office) -> None:
    async def work() -> None:
        agent = await office.signed_in("desk1")
        for path in ("/cases/7", "/cases/7/suggestions"):
            missing = await agent.get(path)
            assert (missing.status_code, missing.json()["type"]) == (404, f"{PROBLEM}no-such-case")
        for deed in CHANGES:
            assert (await agent.post(f"/cases/7/{deed}", body_of(deed))).status_code == 404
        for number in ("0", "-1", "9" * 30, "x", "1.5"):
            assert (await agent.get(f"/cases/{number}")).status_code == 422

    finished(work())


def test_of_a_person_who_has_left_nothing_they_said_stays(office: Office) -> None:
    async def work() -> None:
        case = await office.case(SWINDLE)
        agent = await office.signed_in("desk1")
        await agent.post(f"/cases/{case.id}/take")
        office.store.forget("s")
        left = await agent.get(f"/cases/{case.id}")
        assert SWINDLE not in left.text
        assert left.json()["person_left"] is True
        assert left.json()["transcript"][-1]["text"].startswith("对方离开了")
        assert (await agent.get(f"/cases/{case.id}/suggestions")).json() == {"turn_id": None, "suggestions": []}
        assert (await agent.post(f"/cases/{case.id}/messages", {"text": "您好"})).status_code == 409

    finished(work())


def test_suggestions_are_in_the_persons_dialect_with_their_source(office: Office) -> None:
    async def work() -> None:
        await office.says("江海区边度有长者饭堂")
        case = await office.case()
        agent = await office.signed_in("desk1")
        last = (await agent.get(f"/cases/{case.id}/suggestions")).json()
        person = [e for e in (await agent.get(f"/cases/{case.id}")).json()["transcript"] if e["who"] == "person"]
        assert last["turn_id"] == person[-1]["turn_id"]
        first = (await agent.get(f"/cases/{case.id}/suggestions", turn_id=person[0]["turn_id"])).json()
        assert first["turn_id"] == person[0]["turn_id"]
        best = first["suggestions"][0]
        assert 1 <= len(first["suggestions"]) <= 3
        assert best["id"] == best["source"]["id"] == "canteen-jianghai-masan"
        assert "麻三" in best["title"]
        assert "老人家一餐畀5蚊" in best["text"]
        assert best["source"]["issuer"] in best["text"]
        assert 0.5 < best["score"] <= 1
        office.store.forget("s")

    finished(work())


def test_suggestions_to_turns_of_other_people_are_not_given(office: Office) -> None:
    async def work() -> None:
        foreign = await office.says("江海区边度有长者饭堂", "other")
        case = await office.case()
        agent = await office.signed_in("desk1")
        for turn in (foreign.turn_id, "nonsense"):
            found = await agent.get(f"/cases/{case.id}/suggestions", turn_id=turn)
            assert found.json() == {"turn_id": None, "suggestions": []}

    finished(work())


@pytest.mark.parametrize(
    ("told", "danger", "number"),
    [
        ([SWINDLE], "guard-high", "96110"),
        (["我老公跌低咗，叫唔醒"], "guard-emergency", "120"),
        (["有个人话系公安局打嚟", "佢叫我将啲钱转去佢畀我嘅户口"], "guard-high", "96110"),
    ],
)
def test_in_danger_the_guards_advice_comes_first(office: Office, told: list[str], danger: str, number: str) -> None:
    async def work() -> None:
        for text in told:
            await office.says(text)
        (case,) = office.cases.open()
        found = (await (await office.signed_in("desk1")).get(f"/cases/{case.id}/suggestions")).json()["suggestions"]
        assert (found[0]["id"], found[0]["score"]) == (danger, 1.0)
        assert number in found[0]["text"]
        assert found[0]["source"]["issuer"]
        assert len(found) <= 3

    finished(work())


def test_every_change_is_announced(office: Office) -> None:
    async def work() -> None:
        case = await office.case()
        agent = await office.signed_in("desk1")
        async with office.bus.listen() as events:
            await agent.post(f"/cases/{case.id}/take")
            await agent.post(f"/cases/{case.id}/messages", {"text": "您好"})
            await agent.post(f"/cases/{case.id}/close")
            heard = [await asyncio.wait_for(anext(events), 1) for _ in range(3)]
        assert heard == [Event(kind, "s", case.id) for kind in ("case", "message", "case")]

    finished(work())


def test_the_description_names_every_answer(office: Office) -> None:
    described = office.app.openapi()
    paths = {path: methods for path, methods in described["paths"].items() if path.startswith("/api/desk")}
    assert len(paths) == 10
    for path, methods in paths.items():
        for method, operation in methods.items():
            answers = operation["responses"]
            assert {"401", "422", "503"} <= answers.keys(), path
            if method == "post" and not path.endswith("login"):
                assert "403" in answers, path
            if "{case_id}" in path:
                assert "404" in answers, path
            assert "200" in answers or "201" in answers or "204" in answers
    entry = described["components"]["schemas"]["Entry"]
    assert set(entry["required"]) == set(entry["properties"])
