"""Events within one process, and between several over a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.memory import Event
from connectors.bus import Bus, MemoryBus, RedisBus, bus_for
from tests.conftest import finished
from tests.connectors.listening import CASE, SENT, TURN, heard, nothing_heard, opened

NewBus = Callable[[], Bus]


@pytest.fixture(params=["memory", "redis"])
def new_bus(request: pytest.FixtureRequest) -> NewBus:
    """Makes a bus; the test runs with either kind."""
    if request.param == "memory":
        return MemoryBus
    url: str = request.getfixturevalue("redis_url")
    return lambda: RedisBus(url)


def test_all_who_listen_hear_everything_in_its_order(new_bus: NewBus) -> None:
    async def scenario() -> None:
        bus = new_bus()
        async with opened(bus), bus.listen() as one, bus.listen() as other:
            await bus.publish([CASE, TURN])
            await bus.publish([])
            await bus.publish([SENT])
            assert await heard(one, 3) == [CASE, TURN, SENT]
            assert await heard(other, 3) == [CASE, TURN, SENT]
            assert await nothing_heard(one)

    finished(scenario())


def test_only_what_comes_while_one_listens_is_heard(new_bus: NewBus) -> None:
    async def scenario() -> None:
        bus = new_bus()
        async with opened(bus):
            async with bus.listen() as first:
                await bus.publish([TURN])
                assert await heard(first, 1) == [TURN]
            async with bus.listen() as second:
                await bus.publish([SENT])
                assert await heard(second, 1) == [SENT]
            assert await nothing_heard(first)

    finished(scenario())


def test_waiting_may_be_given_up_and_begun_again(new_bus: NewBus) -> None:
    async def scenario() -> None:
        bus = new_bus()
        async with opened(bus), bus.listen() as events:
            for told in (CASE, TURN, SENT):
                assert await nothing_heard(events)
                await bus.publish([told])
                assert await heard(events, 1) == [told]

    finished(scenario())


def test_who_is_slow_misses_the_oldest_and_holds_up_nobody(new_bus: NewBus) -> None:
    async def scenario() -> None:
        bus = new_bus()
        many = [Event("case", "s", number) for number in range(1500)]
        async with opened(bus), bus.listen() as slow, bus.listen() as quick:
            hearing = asyncio.create_task(heard(quick, len(many), within_s=30))
            for start in range(0, len(many), 50):
                await bus.publish(many[start : start + 50])
                await asyncio.sleep(0)
            assert await hearing == many
            assert await heard(slow, 1000) == many[-1000:]
            assert await nothing_heard(slow)

    finished(scenario())


def test_the_settings_choose_the_bus(redis_url: str) -> None:
    async def scenario() -> None:
        assert isinstance(bus_for(None), MemoryBus)
        bus = bus_for(redis_url)
        assert isinstance(bus, RedisBus)
        await bus.aclose()

    finished(scenario())


def test_processes_hear_each_other_once(redis_url: str) -> None:
    async def scenario() -> None:
        one, other = RedisBus(redis_url), RedisBus(redis_url)
        async with opened(one, other), one.listen() as here, other.listen() as there:
            await one.publish([CASE, TURN])
            await other.publish([SENT])
            for events in (here, there):
                told = await heard(events, 3)
                assert sorted(told, key=str) == sorted([CASE, TURN, SENT], key=str)
                assert told.index(CASE) < told.index(TURN)
                assert await nothing_heard(events)

    finished(scenario())


@pytest.mark.parametrize("words", [b"", b"\xff", b"[]", b"{}", b'{"kind": "case", "said": "13800138000"}', b"null"])
def test_what_is_no_event_is_passed_over(redis_url: str, words: bytes) -> None:
    async def scenario() -> None:
        bus = RedisBus(redis_url)
        async with opened(bus), bus.listen() as events:
            await bus._redis.publish("qiaoban:events", words)
            await bus.publish([CASE])
            assert await heard(events, 1) == [CASE]

    finished(scenario())
