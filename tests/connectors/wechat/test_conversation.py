"""Several messages close together, and a conversation that an agent holds."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from bot.handover import Agent, Cases, Messages, Outcome
from bot.memory import Database
from connectors.wechat.simulator import Faults, How, to_amr
from voice.wav import pcm_to_wav

Line = Any
SWINDLE = "派出所打电话让我把钱转到安全账户"


def test_what_is_written_after_a_voice_note_is_answered_after_it(hearing: tuple[Line, ModuleType]) -> None:
    line, toy = hearing
    line.platform.faults = Faults(slow=1.0, slow_s=1.5)
    person = line.platform.person("oInOrder")
    spoken = person.says_by_voice(to_amr(pcm_to_wav(toy.toy_audio(["饭堂"]), 16_000)))
    time.sleep(0.3)
    written = person.says("新会边度有长者饭堂")
    for sent in (spoken, written):
        sent.result(30)
    texts = [received.text for received in person.wait_for(2, 20)]
    assert "新会" not in texts[0]
    assert "新会" in texts[1]


def test_an_emergency_waits_for_nothing(hearing: tuple[Line, ModuleType]) -> None:
    line, toy = hearing
    line.platform.faults = Faults(slow=1.0, slow_s=3.0)
    person = line.platform.person("oUrgent")
    spoken = person.says_by_voice(to_amr(pcm_to_wav(toy.toy_audio(["饭堂"]), 16_000)))
    time.sleep(0.3)
    started = time.monotonic()
    person.says("我老伴突然晕低咗叫唔醒").result(20)
    first = person.wait_for(1, 20)[0]
    assert time.monotonic() - started < 2.0
    assert first.how is How.PASSIVE
    assert "120" in first.text
    spoken.result(30)
    assert "饭堂" in person.wait_for(2, 20)[1].text


def test_while_an_agent_holds_the_conversation_nothing_else_speaks(own_line: Callable[..., Line]) -> None:
    line = own_line()
    person = line.platform.person("oHeld")
    person.says(SWINDLE).result(20)
    person.wait_for(1)
    database = Database(f"sqlite:///{line.server.home / 'qiaoban.db'}")
    cases, messages, agent = Cases(database), Messages(database), Agent("desk1", "一号坐席")
    case = cases.open()[0]
    cases.take(case.id, agent)
    before = len(person.received)
    person.says("佢仲喺度打畀我").result(20)
    person.shows(b"\xff\xd8").result(20)
    person.says_by_voice(b"#!AMR\nrubbish").result(20)
    person.taps("no_such_button").result(20)
    person.says("喂" * 2500).result(20)
    said = [entry.text for entry in messages.transcript(case) if entry.who == "person"][1:]
    assert said == ["佢仲喺度打畀我", "［图片，未显示］", "［语音，没听清］", "喂" * 2000]
    cases.end(case.id, agent, Outcome.RETURNED)
    person.says("新会边度有长者饭堂").result(20)
    texts = [received.text for received in person.wait_for(before + 1)][before:]
    assert "新会" in texts[-1]
    assert not any("睇唔明" in text or "听唔到" in text or "太长" in text for text in texts)
    database.close()


def test_the_older_adult_may_end_the_link_and_the_family_learns_of_it(own_line: Callable[..., Line]) -> None:
    line = own_line()
    elder, daughter = line.platform.person("oElder"), line.platform.person("oDaughter")
    elder.says("同意绑定").result(20)
    code = "".join(c for c in elder.wait_for(1)[0].text.split("，")[0] if c.isdigit())
    daughter.says(f"绑定{code}").result(20)
    daughter.wait_for(1)
    elder.says("解绑").result(20)
    assert "唔会再话畀屋企人知" in elder.wait_for(2)[1].text
    assert "已经解绑" in daughter.wait_for(2)[1].text
    elder.says(SWINDLE).result(20)
    elder.wait_for(3)
    time.sleep(1)
    assert len(daughter.received) == 2
