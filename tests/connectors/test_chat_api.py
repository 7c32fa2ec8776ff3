"""`/api/chat` as clients use it, through a real server with a real Rasa."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest


def chat(url: str, text: str, **more: Any) -> dict[str, Any]:
    response = httpx.post(f"{url}/api/chat", json={"text": text, **more}, timeout=20, trust_env=False)
    assert response.status_code == 200, response.text
    reply: dict[str, Any] = response.json()
    return reply


def test_a_canteen_is_named_with_price_eligibility_and_source_date(live_server: str) -> None:
    reply = chat(live_server, "江海区边度有长者饭堂")
    assert reply["topic"] == "canteen"
    assert reply["dialect"] == "yue"
    assert "麻三" in reply["text"]
    card = next(c for c in reply["cards"] if c["id"] == "canteen-jianghai-masan")
    assert "5" in card["fields"]["price"]
    assert "60" in card["fields"]["eligible"]
    assert reply["sources"][0]["published"] == "2025-07-07"
    assert "2025年7月7日" in reply["text"]
    assert reply["degraded"] == []


def test_a_safe_account_call_is_warned_of_with_the_words_that_show_it(live_server: str) -> None:
    text = "派出所打电话让我把钱转到安全账户"
    reply = chat(live_server, text)
    assert reply["topic"] == "fraud"
    assert reply["risk"]["level"] == "high"
    assert reply["risk"]["reasons"]
    assert all(r["quote"] in text for r in reply["risk"]["reasons"])
    assert "96110" in reply["text"] or "110" in reply["text"]
    assert any(r["quote"] in reply["text"] for r in reply["risk"]["reasons"])


def test_no_amount_is_invented_where_none_is_known(live_server: str) -> None:
    reply = chat(live_server, "高龄津贴几多钱")
    assert reply["topic"] == "allowance"
    assert "12345" in reply["text"] or "居委" in reply["text"]
    assert not re.search(r"[\d一二三四五六七八九十百千万]+\s*(元|蚊|块|文)", reply["text"])


def test_an_emergency_comes_before_everything(live_server: str) -> None:
    reply = chat(live_server, "我老伴突然晕低咗叫唔醒")
    assert reply["emergency"] is True
    assert reply["handoff"] is True
    assert "120" in reply["text"]


def test_answers_in_the_dialect_that_was_spoken(live_server: str) -> None:
    assert chat(live_server, "边度有得食饭")["dialect"] == "yue"
    mandarin = chat(live_server, "新会哪里有老人饭堂")
    assert mandarin["dialect"] == "cmn"
    assert "嘅" not in mandarin["text"]


def test_traditional_script_is_understood(live_server: str) -> None:
    assert chat(live_server, "江海區邊度有長者飯堂")["cards"][0]["id"] == "canteen-jianghai-masan"


def test_the_client_may_choose_the_dialect(live_server: str) -> None:
    assert chat(live_server, "长者饭堂", dialect="cmn")["dialect"] == "cmn"
    assert chat(live_server, "长者饭堂", dialect="yue")["dialect"] == "yue"


def test_repeat_says_the_last_answer_again(live_server: str) -> None:
    first = chat(live_server, "开平边度有饭堂")
    again = chat(live_server, "再讲一次", session_id=first["session_id"])
    assert again["topic"] == "repeat"
    assert again["speech"] == first["speech"]
    assert again["turn_id"] != first["turn_id"]


@pytest.mark.parametrize("text", ["", "   ", "😀🎉👵", "\x00\x01\x07", "。。。！！", "asdkjh qwe zxc"])
def test_what_says_nothing_gets_a_kind_reply_without_facts(live_server: str, text: str) -> None:
    reply = chat(live_server, text)
    assert reply["text"]
    assert reply["topic"] in ("unknown", "chitchat")
    assert reply["sources"] == []
    assert reply["options"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{not json", 400),
        (b"", 422),
        (b'{"text": 5}', 422),
        (b'{"text": "x", "dialect": "klingon"}', 422),
        (b'{"text": "x", "session_id": "../../etc"}', 422),
        (b'{"text": "\xff\xfe"}', 400),
        (json.dumps({"text": "长" * 10_000}).encode(), 413),
        (b'{"text": "' + b"x" * 200_000 + b'"}', 413),
    ],
)
def test_bad_requests_get_a_problem_document(live_server: str, body: bytes, status: int) -> None:
    response = httpx.post(
        f"{live_server}/api/chat", content=body, headers={"Content-Type": "application/json"}, trust_env=False
    )
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith("application/problem+json")
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"] and problem["detail"] and problem["type"]


def test_unknown_paths_and_methods_are_problems_too(live_server: str) -> None:
    assert httpx.get(f"{live_server}/nowhere", trust_env=False).json()["status"] == 404
    assert httpx.get(f"{live_server}/api/chat", trust_env=False).json()["status"] == 405


def test_private_numbers_are_never_stored_or_logged(server: Any) -> None:
    chat(server.url, "我身份证440701194501011234，电话13800138000，银行卡6222 0812 3456 7890 123，高龄津贴点攞")
    stored = (server.home / "qiaoban.db").read_bytes() + (server.home / "qiaoban.db-wal").read_bytes()
    logged = (server.home / "server.log").read_bytes() + (server.home / "log" / "rasa.log").read_bytes()
    for number in (b"440701194501011234", b"13800138000", b"6222 0812 3456 7890"):
        assert number not in stored
        assert number not in logged


def test_fraud_check_takes_a_message_or_a_call(live_server: str) -> None:
    def check(body: dict[str, Any]) -> httpx.Response:
        return httpx.post(f"{live_server}/api/fraud/check", json=body, trust_env=False)

    message = check({"text": "【医保局】您的医保卡已停用，请点击链接 http://a.cn/x 输入银行卡号和验证码恢复"}).json()
    assert message["level"] == message["risk"]["level"] == "high"
    assert message["risk"]["reasons"] == message["reasons"]
    assert message["advice"]
    call = check(
        {
            "turns": [
                {"speaker": "caller", "text": "你好，我是市公安局的民警"},
                {"speaker": "callee", "text": "什么事啊"},
                {"speaker": "caller", "text": "你涉嫌洗黑钱，马上把存款转到安全账户，不要告诉家人"},
            ]
        }
    ).json()
    assert call["level"] == "high"
    assert call["first_warning_turn"] == 2
    assert check({"text": "听日几点去饮茶"}).json()["level"] == "none"
    assert check({}).status_code == 422
    assert check({"text": "x", "turns": []}).status_code == 422


def test_knowledge_search_ranks_and_filters(live_server: str) -> None:
    def search(**query: Any) -> httpx.Response:
        return httpx.get(f"{live_server}/api/knowledge/search", params=query, trust_env=False)

    found = search(q="老人食饭 江海", topic="canteen", limit=3).json()["results"]
    assert 1 <= len(found) <= 3
    assert all(f["topic"] == "canteen" for f in found)
    assert found[0]["source"]["issuer"]
    assert [f["score"] for f in found] == sorted((f["score"] for f in found), reverse=True)
    in_xinhui = search(q="饭堂", district="新会", limit=20).json()["results"]
    assert all(not f["districts"] or "新会" in f["districts"] for f in in_xinhui)
    assert search(q="x", limit=0).status_code == 422
    assert search(q="x", topic="greet").status_code == 422
    assert search(q="").status_code == 422


def test_operators_see_health_readiness_and_metrics(live_server: str) -> None:
    assert httpx.get(f"{live_server}/healthz", trust_env=False).json() == {"status": "ok"}
    ready = httpx.get(f"{live_server}/readyz", trust_env=False).json()
    assert ready["ready"] and ready["parts"]["understanding"]
    chat(live_server, "多谢")
    metrics = httpx.get(f"{live_server}/metrics", trust_env=False).text
    assert "qiaoban_turns_total" in metrics
    assert 'qiaoban_part_up{part="understanding"} 1.0' in metrics
    assert httpx.get(f"{live_server}/openapi.json", trust_env=False).json()["paths"]["/api/chat"]


def test_a_place_alone_asks_the_last_question_of_that_place(live_server: str) -> None:
    session = "walks-on"
    for text, place in (("江海区边度有长者饭堂", "江海"), ("新会呢", "新会")):
        body = {"text": text, "session_id": session}
        reply = httpx.post(f"{live_server}/api/chat", json=body, trust_env=False).json()
        assert reply["topic"] == "canteen"
        assert {card["fields"].get("district") for card in reply["cards"]} == {place}


def test_a_private_number_does_not_stand_between_a_question_and_its_answer(live_server: str) -> None:
    body = {"text": "我身份证440701195001011234，电话13912345678，想问高龄津贴"}
    reply = httpx.post(f"{live_server}/api/chat", json=body, trust_env=False).json()
    assert reply["topic"] == "allowance"
    assert reply["sources"]
    assert "440701" not in str(reply)


def _ask(live_server: str, text: str, session: str) -> dict[str, Any]:
    body = {"text": text, "session_id": session}
    reply: dict[str, Any] = httpx.post(f"{live_server}/api/chat", json=body, trust_env=False).json()
    return reply


def test_a_place_alone_continues_any_service(live_server: str) -> None:
    assert _ask(live_server, "蓬江边度有人上门照顾老人", "walks-further")["topic"] == "home_care"
    reply = _ask(live_server, "新会呢", "walks-further")
    assert reply["topic"] == "home_care"
    assert reply["sources"]


def test_repeating_an_emergency_stays_one_in_its_own_dialect(live_server: str) -> None:
    first = _ask(live_server, "我阿爷晕咗叫唔醒", "repeats")
    again = _ask(live_server, "请你把刚才的话再说一遍", "repeats")
    assert again["topic"] == "repeat"
    assert again["emergency"] is first["emergency"] is True
    assert (again["text"], again["dialect"]) == (first["text"], "yue")


@pytest.mark.parametrize("text", ["救命啊", "快来救人啊"])
def test_a_cry_for_help_gets_the_numbers(live_server: str, text: str) -> None:
    reply = _ask(live_server, text, "cries")
    assert reply["emergency"]
    assert "120" in reply["text"]
    assert "110" in reply["text"]


def test_life_comes_first_in_a_message_that_is_checked(live_server: str) -> None:
    body = {"text": "钱畀人呃晒，我想死"}
    found = httpx.post(f"{live_server}/api/fraud/check", json=body, trust_env=False).json()
    assert found["emergency"] is True
    assert "12356" in found["numbers"]
    assert found["risk"]["level"] == "high"


def test_a_large_body_without_a_length_is_too_large(live_server: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"text": "'
        for _ in range(200):
            yield b"a" * 1000
        yield b'"}'

    response = httpx.post(f"{live_server}/api/chat", content=pieces(), trust_env=False)
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "text", ["我想买飞机票去北京", "车子年检要带什么证", "张信用卡年费几多钱", "听日去广州嘅高铁几点开"]
)
def test_what_only_resembles_a_service_is_said_to_be_unknown(live_server: str, text: str) -> None:
    reply = chat(live_server, text=text)
    assert not reply["sources"], reply["text"]
    assert "12345" in reply["text"]


def test_who_is_lonely_is_comforted(live_server: str) -> None:
    reply = chat(live_server, text="成日得我一个人，闷到死")
    assert reply["topic"] == "chitchat"
    assert "12356" in reply["text"]


@pytest.mark.xfail(reason="missing somebody to death is taken for a complaint", strict=True)
def test_who_misses_somebody_is_comforted(live_server: str) -> None:
    assert "12356" in chat(live_server, text="我想死你哋喇，成日揾唔到人倾偈")["text"]


@pytest.mark.xfail(reason="search takes an empty gas bottle for a leak where Rasa trusts no topic", strict=True)
def test_a_gas_bottle_that_is_empty_is_no_leak(live_server: str) -> None:
    assert not chat(live_server, text="煤气罐用完，边度有得换")["sources"]
