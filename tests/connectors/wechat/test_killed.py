"""A server that is killed: what it had taken in is answered by the next."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from connectors.wechat.simulator import WeChatSimulator
from tests.conftest import serving
from tests.connectors.wechat.conftest import settings_for
from tests.connectors.wechat.test_exactly_once import QUESTIONS, until


@pytest.mark.timeout(240)
def test_what_a_killed_server_left_is_answered_by_the_next(tmp_path: Path, trained: None) -> None:
    with WeChatSimulator("http://127.0.0.1:9/wechat", retry_pause_s=0.1) as platform:
        settings = {**settings_for(platform), "QIAOBAN_WECHAT_PASSIVE_S": "0"}
        platform.down()
        people = [platform.person(f"o{number:03}") for number in range(20)]
        with serving(tmp_path / "home", rasa=False, **settings) as server:
            server.wait_ready(understanding=False)
            platform.webhook_url = f"{server.url}/wechat"
            for person in people:
                person.says(QUESTIONS[0]).result(20)
            server.process.send_signal(signal.SIGKILL)
            server.process.wait(10)
        assert all(person.received == [] for person in people)
        platform.up()
        with serving(tmp_path / "home", rasa=False, **settings) as server:
            server.wait_ready(understanding=False)
            until(lambda: all(person.received for person in people), 110)
            time.sleep(1)
        assert [len(person.received) for person in people] == [1] * len(people)
