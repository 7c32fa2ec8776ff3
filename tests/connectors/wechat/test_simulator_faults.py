"""Trouble on the line, made on purpose and counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from connectors.wechat.simulator import Faults, Outcome, WeChatSimulator
from tests.connectors.wechat.little_app import Api, LittleApp, start_together


@pytest.fixture
def pair() -> Iterator[tuple[WeChatSimulator, LittleApp]]:
    with ExitStack() as stack:
        yield start_together(stack, retry_pause_s=0.01)


@pytest.fixture
def api(pair: tuple[WeChatSimulator, LittleApp]) -> Iterator[Api]:
    """With a token, and somebody who has just written."""
    simulator, _ = pair
    api = Api(simulator.url, simulator.account.app_id, simulator.account.secret)
    simulator.person("oElder").says("喂").result()
    api.stable_token()
    yield api
    api.close()


def test_lost_pushes_and_replies_are_counted(pair: tuple[WeChatSimulator, LittleApp]) -> None:
    simulator, app = pair
    simulator.faults = Faults(lose_pushes=0.3, lose_replies=0.3, seed=5)
    elder = simulator.person("oElder")
    sent = [p.result() for p in [elder.says(f"第{n}句") for n in range(40)]]
    counters = simulator.counters
    assert counters.pushes_lost > 0 and counters.replies_lost > 0
    assert len(app.messages) == counters.pushes - counters.pushes_lost
    assert sum(len(s.answers) for s in sent) == counters.pushes == 40 + counters.retries
    replied = [s.msg_id for s in sent if s.outcome is Outcome.REPLIED]
    assert [r.reply_to for r in sorted(elder.received, key=lambda r: r.reply_to or "")] == replied
    assert counters.fault_notices == len(elder.notices) == 40 - len(replied)


def test_a_dropped_busy_or_slow_call(pair: tuple[WeChatSimulator, LittleApp], api: Api) -> None:
    simulator, _ = pair
    simulator.faults = Faults(drop_calls=1)
    with pytest.raises(httpx.TransportError):
        api.send("oElder")
    simulator.faults = Faults(busy=1, slow=1, slow_s=0.1)
    assert api.send("oElder") == -1
    simulator.faults = Faults()
    assert api.send("oElder") == 0
    counters = simulator.counters
    assert (counters.calls_dropped, counters.calls_busy, counters.calls_slow, counters.service) == (1, 1, 1, 1)
    assert simulator.journal.calls[-2].seconds >= 0.1


def test_down_and_up(pair: tuple[WeChatSimulator, LittleApp], api: Api) -> None:
    simulator, _ = pair
    elder = simulator.person("oElder")
    url = simulator.url
    simulator.down()
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)
    assert elder.says("仲听到吗").result().outcome is Outcome.REPLIED
    simulator.up()
    assert simulator.url == url
    assert api.send("oElder") == 0
