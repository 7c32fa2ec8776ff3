"""What people on WeChat get, in plain and in safe mode."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from types import ModuleType
from typing import Any

from connectors.wechat.simulator import How, Outcome, to_amr
from voice.wav import pcm_to_wav

Line = Any


def somebody(line: Line) -> Any:
    return line.platform.person(f"o{secrets.token_hex(8)}")


def answer(person: Any, number: int = 1) -> Any:
    return person.wait_for(number)[number - 1]


def test_the_address_is_verified(line: Line) -> None:
    assert line.platform.verify_url().result(10)


def test_a_question_is_answered_in_the_response_with_its_source(line: Line) -> None:
    person = somebody(line)
    sent = person.says("江海区边度有长者饭堂").result(20)
    got = answer(person)
    assert sent.outcome is Outcome.REPLIED
    assert got.how is How.PASSIVE
    assert "麻三" in got.text
    assert "江门日报" in got.text


def test_a_forwarded_scam_is_warned_of(line: Line) -> None:
    person = somebody(line)
    person.says("【社保局】您的社保卡异常，请点击 http://t.cn/abc 填写银行卡号和验证码，否则停发养老金").result(20)
    text = answer(person).text
    assert "96110" in text


def test_what_would_end_the_xml_is_shown_as_it_is(line: Line) -> None:
    person = somebody(line)
    person.says("]]><x>&amp;江海区边度有长者饭堂").result(20)
    assert answer(person).how is How.PASSIVE
    assert person.notices == []


def test_a_voice_message_that_the_platform_understood(line: Line) -> None:
    person = somebody(line)
    person.says_by_voice(b"#!AMR\n", recognition="江海区边度有长者饭堂。").result(20)
    assert "麻三" in answer(person).text


def test_a_voice_message_without_a_recogniser_gets_a_kind_sentence(line: Line) -> None:
    person = somebody(line)
    person.says_by_voice(b"#!AMR\nrubbish").result(20)
    assert "写字" in answer(person).text


def test_following_is_welcomed_and_the_menu_asks(line: Line) -> None:
    person = somebody(line)
    person.follows().result(20)
    assert "侨伴" in answer(person).text
    person.taps("canteen").result(20)
    assert "饭堂" in answer(person, 2).text
    person.taps("no_such_button").result(20)
    assert "侨伴" in answer(person, 3).text


def test_what_cannot_be_read_is_said_kindly(line: Line) -> None:
    person = somebody(line)
    person.shows(b"\xff\xd8").result(20)
    person.is_at(22.57, 113.08, "江门").result(20)
    assert "睇唔明" in answer(person, 1).text
    assert "睇唔明" in answer(person, 2).text


def test_a_family_link_by_code_brings_one_alert_and_ends_by_word(line: Line) -> None:
    elder, daughter = somebody(line), somebody(line)
    elder.says("绑定家人").result(20)
    assert "同意绑定" in answer(elder).text
    elder.says("同意绑定").result(20)
    code = "".join(c for c in answer(elder, 2).text.split("，")[0] if c.isdigit())
    daughter.says(f"绑定 {code}").result(20)
    assert "连上" in answer(daughter).text
    daughter.says(f"绑定{code}").result(20)
    assert "唔啱" in answer(daughter, 2).text
    elder.says("派出所打电话让我把钱转到安全账户").result(20)
    alert = answer(daughter, 3)
    assert alert.how is How.SERVICE
    assert "安全账户" not in alert.text
    assert "公安" in alert.text
    elder.says("佢又叫我将钱转去安全账户").result(20)
    elder.says("解绑").result(20)
    assert "解绑" in answer(elder, 5).text
    assert "已经解绑" in answer(daughter, 4).text
    assert len(daughter.received) == 4


def test_a_voice_note_is_fetched_decoded_and_recognised(hearing: tuple[Line, ModuleType]) -> None:
    line, toy = hearing
    person = somebody(line)
    sound = to_amr(pcm_to_wav(toy.toy_audio(["饭堂"]), 16_000))
    person.says_by_voice(sound).result(20)
    assert "饭堂" in answer(person).text
    person.says_by_voice(b"#!AMR\n" + b"\x00\xff" * 40).result(20)
    assert "听" in answer(person, 2).text


def test_a_late_answer_comes_by_the_api_and_only_once(own_line: Callable[..., Line]) -> None:
    line = own_line(more={"QIAOBAN_WECHAT_PASSIVE_S": "0"})
    person = somebody(line)
    sent = person.says("江海区边度有长者饭堂").result(20)
    got = answer(person)
    assert sent.outcome is Outcome.ACCEPTED
    assert got.how is How.SERVICE
    assert "麻三" in got.text
    line.platform.expire_tokens()
    person.says("新会边度有长者饭堂").result(20)
    assert "新会" in answer(person, 2).text
    assert len(person.received) == 2
