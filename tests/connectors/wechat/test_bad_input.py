"""What nobody but an attacker, or a broken line, would send."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.memory import ConversationStore, Database
from connectors.wechat.simulator import Parcel, message_xml
from connectors.wechat.tables import PersonRow

Line = Any
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><Content>&c;</Content></xml>'
)
OUTSIDE = '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><Content>&x;</Content></xml>'


def message(line: Line, openid: str | None = None, **fields: str) -> str:
    given = {
        "ToUserName": line.platform.account.original_id,
        "FromUserName": openid or f"o{secrets.token_hex(8)}",
        "CreateTime": str(int(time.time())),
        "MsgType": "text",
        "Content": "江海区边度有长者饭堂",
        "MsgId": str(secrets.randbelow(2**62)),
    }
    return message_xml({**given, **fields})


def turns_of(line: Line, openid: str) -> int:
    database = Database(f"sqlite:///{line.server.home / 'qiaoban.db'}")
    try:
        with database.reading() as sql:
            person = sql.query(PersonRow).filter_by(openid=openid).one_or_none()
        return len(ConversationStore(database).turns(person.session_id)) if person else 0
    finally:
        database.close()


@pytest.mark.parametrize(
    "change",
    [
        {"signature": "0" * 40, "msg_signature": "0" * 40},
        {"signature": None, "msg_signature": None},
        {"timestamp": "1"},
        {"timestamp": "nonsense"},
        {"nonce": "other"},
        {"signature": "签名", "msg_signature": "签名"},
    ],
)
def test_a_forged_request_is_refused(line: Line, change: dict[str, str | None]) -> None:
    openid = f"o{secrets.token_hex(8)}"
    got = line.platform.push(message(line, openid), query=change).result(10)
    assert got.status == 403
    assert got.headers["content-type"].startswith("application/problem+json")
    assert turns_of(line, openid) == 0


def test_an_old_request_is_refused(line: Line) -> None:
    line.platform.pass_time(-3600)
    try:
        assert line.platform.push(message(line)).result(10).status == 403
    finally:
        line.platform.pass_time(3600)


def test_a_replayed_request_is_not_answered_twice(line: Line) -> None:
    openid = f"o{secrets.token_hex(8)}"
    parcel = line.platform.parcel(message(line, openid))
    assert all(line.platform.post(parcel).result(10).status == 200 for _ in range(6))
    assert turns_of(line, openid) == 1
    assert line.platform.journal.calls == [] or all(c.openid != openid for c in line.platform.journal.calls)


def test_a_signature_cannot_carry_another_message(own_line: Callable[..., Line]) -> None:
    line = own_line()
    openid = f"o{secrets.token_hex(8)}"
    real = line.platform.parcel(message(line, openid))
    assert line.platform.post(real).result(10).status == 200
    forged = Parcel(real.query, message(line, openid, Content="别的话").encode())
    assert line.platform.post(forged).result(10).status == 403
    assert turns_of(line, openid) == 1


def test_another_account_is_refused(own_line: Callable[..., Line]) -> None:
    line = own_line(safe=True)
    assert line.platform.push(message(line), app_id="wxffffffffffffffff").result(10).status == 403
    assert line.platform.push(message(line), sealed=False).result(10).status == 403


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        OUTSIDE,
        "",
        "<xml>",
        "not xml",
        "<xml></xml>",
        "<xml><MsgType>text</MsgType></xml>",
        "<xml><MsgType><a/></MsgType><FromUserName/><ToUserName/></xml>",
        b"<xml><Content>\xff\xfe\xfa</Content></xml>",
        message_xml({"MsgType": "text", "FromUserName": "o" * 500, "ToUserName": "gh", "Content": "x", "MsgId": "1"}),
    ],
)
def test_what_is_no_message_is_refused_and_nothing_breaks(line: Line, body: str | bytes) -> None:
    assert line.platform.push(body).result(10).status == 400
    assert httpx.get(f"{line.server.url}/healthz", trust_env=False).status_code == 200


def test_a_body_of_two_megabytes_is_refused(line: Line) -> None:
    got = line.platform.push(message(line, Content="饭" * 700_000)).result(10)
    assert got.status == 413
    assert got.headers["content-type"].startswith("application/problem+json")


def test_a_text_longer_than_a_turn_gets_a_kind_sentence(line: Line) -> None:
    person = line.platform.person(f"o{secrets.token_hex(8)}")
    person.says("饭" * 3000).result(20)
    assert "太长" in person.wait_for(1)[0].text


def test_control_characters_and_script_do_no_harm(line: Line) -> None:
    person = line.platform.person(f"o{secrets.token_hex(8)}")
    person.says("<script>alert(1)</script>'; DROP TABLE turns; -- \u202e江海区边度有饭堂").result(20)
    assert person.wait_for(1)[0].text


def test_numbers_are_masked_wherever_a_message_is_kept(line: Line) -> None:
    openid = f"o{secrets.token_hex(8)}"
    person = line.platform.person(openid)
    person.says("我张卡系6222021234567890123，身份证440702195001011234").result(20)
    person.wait_for(1)
    for file in line.server.home.glob("qiaoban.db*"):
        assert b"6222021234567890123" not in file.read_bytes()
        assert b"440702195001011234" not in file.read_bytes()


def test_media_that_is_gone_gets_a_kind_sentence(hearing: tuple[Line, Any]) -> None:
    line, _ = hearing
    openid = f"o{secrets.token_hex(8)}"
    got = line.platform.push(message(line, openid, MsgType="voice", MediaId="gone", Format="amr")).result(20)
    assert got.status == 200
    assert "收唔到" in got.body.decode()
