"""Events within one process, and between several over a real Redis."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from bot.memory import Event
from connectors.bus import Bus, MemoryBus, RedisBus, bus_for
from tests.conftest import finished
from tests.servers import RedisServer

NewBus = Callable[[], Bus]


@pytest.fixture(params=["memory", "redis"])
def new_bus(request: pytest.FixtureRequest) -> NewBus:
    """Makes a bus; the test runs with either kind."""
    if request.param == "memory":
        return MemoryBus
    url: str = request.getfixturevalue("redis_url")
    return lambda: RedisBus(url)


@asynccontextmanager
async def opened(*buses: Bus) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for bus in buses:
            stack.push_async_callback(bus.aclose)
            await bus.open()
        yield


async def heard(events: AsyncIterator[Event], number: int, within_s: float = 5.0) -> list[Event]:
    """The next ``number`` events."""
    async with asyncio.timeout(within_s):
        return [await anext(events) for _ in range(number)]


async def nothing_heard(events: AsyncIterator[Event]) -> bool:
    try:
        await heard(events, 1, within_s=0.2)
    except TimeoutError:
        return True
    return False


async def until_heard(bus: Bus, told: Event, events: AsyncIterator[Event]) -> None:
    """Publish again and again until it is heard there; others may be heard before."""

    async def again_and_again() -> None:
        while True:
            await bus.publish([told])
            await asyncio.sleep(0.1)

    publishing = asyncio.create_task(again_and_again())
    async with asyncio.timeout(20):
        while await anext(events) != told:
            pass
    publishing.cancel()


async def published(bus: Bus, events: Sequence[Event]) -> float:
    """How many seconds it took to publish."""
    began = time.monotonic()
    await bus.publish(events)
    return time.monotonic() - began


CASE = Event("case", "s", 7)
TURN = Event("turn", "一个会话", 7, "t1")
SENT = Event("outbox")


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


def test_a_redis_that_is_not_there_holds_up_nobody(own_redis: RedisServer) -> None:
    async def scenario() -> None:
        bus = RedisBus(own_redis.url)
        began = time.monotonic()
        async with opened(bus), bus.listen() as events:
            await bus.publish([CASE, TURN])
            assert await heard(events, 2) == [CASE, TURN]
        assert time.monotonic() - began < 5

    finished(scenario())


def test_a_redis_that_dies_is_done_without_until_it_is_back(own_redis: RedisServer) -> None:
    async def scenario() -> None:
        one, other = RedisBus(own_redis.url), RedisBus(own_redis.url)
        with own_redis.running():
            await asyncio.gather(one.open(), other.open())
        async with one.listen() as here, other.listen() as there:
            for told in ([CASE, TURN], [SENT]):
                assert await published(one, told) < 0.5
                assert await heard(here, len(told)) == told
            assert await nothing_heard(there)
            with own_redis.running():
                await until_heard(one, Event("case", "back"), there)
                await until_heard(other, Event("case", "and forth"), here)
                await asyncio.gather(one.aclose(), other.aclose())

    finished(scenario())


def test_a_redis_that_hangs_holds_up_a_turn_for_a_moment_only(own_redis: RedisServer) -> None:
    async def scenario() -> None:
        bus, other = RedisBus(own_redis.url), RedisBus(own_redis.url)
        with own_redis.running() as process:
            async with opened(bus, other), bus.listen() as here, other.listen() as there:
                await bus.publish([CASE])
                await heard(here, 1)
                process.send_signal(signal.SIGSTOP)
                assert await published(bus, [TURN, SENT]) < 2.5
                assert await heard(here, 2) == [TURN, SENT]
                process.send_signal(signal.SIGCONT)
                await until_heard(bus, Event("case", "back"), here)
                await heard(there, 1)

    finished(scenario())
