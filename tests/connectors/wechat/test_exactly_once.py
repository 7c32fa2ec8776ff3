"""Bad lines and restarts: each message is answered once."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from connectors.wechat.simulator import Faults, Outcome, WeChatSimulator
from tests.conftest import free_port, serving
from tests.connectors.wechat.conftest import settings_for

pytestmark = pytest.mark.alone

QUESTIONS = (
    "江海区边度有长者饭堂",
    "新会边度有长者饭堂",
    "派出所打电话让我把钱转到安全账户",
    "高龄津贴几多钱",
    "消费券点领",
)
MESSAGES = 200
PEOPLE = 40


def until(done: Any, limit_s: float) -> None:
    end = time.monotonic() + limit_s
    while not done() and time.monotonic() < end:
        time.sleep(0.2)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("passive_s", "faults"),
    [
        ("4.5", Faults(drop_calls=0.3, seed=7)),
        ("0", Faults(drop_calls=0.3, lose_replies=0.3, seed=7)),
    ],
    ids=["in the response", "by the API"],
)
def test_200_messages_during_two_restarts_are_each_answered_once(
    tmp_path: Path, trained: None, passive_s: str, faults: Faults
) -> None:
    """30 % of the calls to the platform are dropped; where the API answers, 30 % of the responses are lost too."""
    port = free_port()
    with WeChatSimulator(f"http://127.0.0.1:{port}/wechat", faults=faults, retry_pause_s=5.0) as platform:
        more = {"QIAOBAN_WECHAT_PASSIVE_S": passive_s, "QIAOBAN_PORT": str(port)}
        settings = {**settings_for(platform), **more}
        people = [platform.person(f"o{number:03}") for number in range(PEOPLE)]

        def send() -> list[Any]:
            sent = []
            for number in range(MESSAGES):
                sent.append(people[number % PEOPLE].says(f"{QUESTIONS[number % len(QUESTIONS)]}？{number}"))
                time.sleep(0.15)
            return sent

        with ThreadPoolExecutor(1) as beside:
            for life in range(3):
                with serving(tmp_path / "home", rasa=False, **settings) as server:
                    server.wait_ready(understanding=False)
                    if life == 0:
                        sending = beside.submit(send)
                    time.sleep(4)
                    if life == 2:
                        outcomes = Counter(one.result(60).outcome for one in sending.result(120))
                        until(lambda: sum(len(p.received) for p in people) >= MESSAGES, 60)
                        time.sleep(2)
        assert outcomes[Outcome.MALFORMED] == 0
        assert [len(p.received) for p in people] == [MESSAGES // PEOPLE] * PEOPLE, outcomes


@pytest.mark.timeout(120)
def test_answers_that_are_lost_on_the_way_back_are_given_again(own_line: Any) -> None:
    line = own_line(faults=Faults(lose_replies=0.4, seed=3), retry_pause_s=0.3)
    people = [line.platform.person(f"o{number:03}") for number in range(PEOPLE)]
    sent = [person.says(QUESTIONS[0]) for person in people]
    for one in sent:
        one.result(60)
    until(lambda: all(person.received for person in people), 30)
    time.sleep(1)
    assert [len(person.received) for person in people] == [1] * PEOPLE


def test_while_the_platform_is_down_messages_wait_in_their_order(own_line: Any) -> None:
    line = own_line(more={"QIAOBAN_WECHAT_PASSIVE_S": "0"})
    person = line.platform.person("oWaiting")
    line.platform.down()
    for district in ("江海", "新会", "台山"):
        person.says(f"{district}边度有长者饭堂").result(20)
    time.sleep(1)
    assert person.received == []
    line.platform.up()
    texts = [received.text for received in person.wait_for(3, 40)]
    assert [next(d for d in ("江海", "新会", "台山") if d in text) for text in texts] == ["江海", "新会", "台山"]
    assert len(person.received) == 3
