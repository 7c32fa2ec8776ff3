"""A database that fails at the wrong moment, a slow platform, too many messages: nobody in need is left alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.handover import Agent
from bot.memory import StoreError
from connectors.wechat import channel, inbox
from tests.conftest import finished
from tests.connectors.wechat.near_channel import Near, failing, near

EMERGENCY, SWINDLE, QUESTION = "我老伴突然晕低咗叫唔醒", "派出所打电话让我把钱转到安全账户", "江海区边度有长者饭堂"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left lying is taken over soon."""
    for module in (inbox, channel):
        monkeypatch.setattr(module, "LEASE", timedelta(seconds=0.6))


async def until(true: Callable[[], Any], limit_s: float = 10.0) -> None:
    async with asyncio.timeout(limit_s):
        while not await asyncio.to_thread(true):  # noqa: ASYNC110 (a database is asked)
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("fails", ["record", "load"])
def test_an_emergency_is_answered_at_once_and_stored_in_the_end(tmp_path: Path, fails: str) -> None:
    async def story() -> None:
        async with near(tmp_path) as line:
            await line.pushed(QUESTION)
            line.links("oFamily")
            with failing(line.house.store, fails):
                assert "120" in await line.pushed(EMERGENCY)
            await until(lambda: EMERGENCY in line.turns())
            assert line.turns().count(EMERGENCY) == 1
            assert [case.emergency for case in line.cases()] == [True]
            assert len(line.to_be_sent("oFamily")) == 1

    finished(story())


def test_what_an_agent_is_to_read_is_stored_before_anybody_speaks(tmp_path: Path) -> None:
    async def story() -> None:
        async with near(tmp_path) as line:
            await line.pushed(SWINDLE)
            line.house.cases.take(line.cases()[0].id, Agent("desk1", "一号坐席"))
            spoken = line.to_be_sent()
            with failing(line.house.store, "record"):
                assert await line.pushed("佢叫我即刻去银行") == "success"
            await until(lambda: "佢叫我即刻去银行" in line.turns())
            assert line.turns() == [SWINDLE, "佢叫我即刻去银行"]
            assert line.to_be_sent() == spoken

    finished(story())


def test_a_question_that_could_not_be_stored_is_answered_by_the_api(tmp_path: Path) -> None:
    async def story() -> None:
        async with near(tmp_path, wechat_passive_s=0.5) as line:
            with failing(line.house.store, "record"):
                assert await line.pushed(QUESTION) == "success"
            await until(lambda: any("麻三" in text for text in line.to_be_sent()))
            assert line.turns() == [QUESTION]

    finished(story())


def test_an_emergency_that_cannot_even_be_taken_in(tmp_path: Path) -> None:
    async def story() -> None:
        async with near(tmp_path) as line:
            with failing(line.house.inbox, "take", times=2) as failed:
                assert "120" in await line.pushed(EMERGENCY)
                with pytest.raises(StoreError):
                    await line.pushed(QUESTION)
                assert failed() == 2
            await until(lambda: [case.emergency for case in line.cases()] == [True])
            assert line.turns() == [EMERGENCY]
            assert not any("120" in text for text in line.to_be_sent())

    finished(story())


@pytest.mark.parametrize("last", [False, True])
def test_an_answer_whose_way_cannot_be_noted_arrives(tmp_path: Path, last: bool) -> None:
    """The platform comes again, and where it does not, the answer is sent after all."""

    async def story() -> None:
        async with near(tmp_path, wechat_passive_s=0.2) as line:
            await line.pushed("你好")
            slowly(line, 1.0)
            pushes = 3 if last else 1
            with failing(line.house.inbox, "defer", times=pushes):
                for _ in range(pushes):
                    with pytest.raises(StoreError):
                        await line.pushed(QUESTION, message_id="same")
            await until(lambda: QUESTION in line.turns())
            if last:
                await until(lambda: any("麻三" in text for text in line.to_be_sent()))
            else:
                assert "麻三" in await line.pushed(QUESTION, message_id="same")
            assert sum("麻三" in text for text in line.to_be_sent()) == last

    finished(story())


def slowly(line: Near, seconds: float) -> None:
    """Answers take so long."""
    answer = line.house.answer

    async def slow(turn: Any) -> Any:
        await asyncio.sleep(seconds)
        return await answer(turn)

    line.house.answer = slow  # type: ignore[method-assign]


@pytest.mark.alone
def test_written_words_do_not_wait_for_voice_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with near(tmp_path) as line:

            async def hangs(*_: object) -> str:
                await asyncio.sleep(3)
                return "饭堂"

            monkeypatch.setattr("connectors.wechat.reactions.heard", hangs)
            notes = [asyncio.create_task(line.pushed("", f"o{number}", kind="voice")) for number in range(30)]
            await asyncio.sleep(0.3)
            started = time.monotonic()
            assert "麻三" in await line.pushed(QUESTION)
            assert time.monotonic() - started < 2.0
            for note in notes:
                note.cancel()

    finished(story())


@pytest.mark.alone
def test_when_there_is_too_much_to_do_messages_are_taken_in_and_answered_later(tmp_path: Path) -> None:
    async def story() -> None:
        async with near(tmp_path, wechat_passive_s=1.0) as line:
            slowly(line, 0.4)
            people = [f"o{number:03}" for number in range(60)]
            first = await asyncio.gather(*(line.pushed(QUESTION, openid) for openid in people[:50]))
            flood = [asyncio.create_task(line.pushed(QUESTION, openid)) for openid in people[:50]]
            await asyncio.sleep(0.3)
            started = time.monotonic()
            for openid in people[50:]:
                assert await line.pushed(QUESTION, openid) == "success"
            assert time.monotonic() - started < 1.0
            assert "120" in await line.pushed(EMERGENCY, "oUrgent")
            responses = [*first, *await asyncio.gather(*flood)]
            await until(lambda: all(line.turns(openid) for openid in people), 30)
            await until(lambda: len(line.channel._answers.under_way()) == 0, 30)
            for openid in people:
                answers = sum("麻三" in text for text in line.to_be_sent(openid))
                assert answers + sum(f"<![CDATA[{openid}]]>" in text for text in responses) == len(line.turns(openid))

    finished(story())
