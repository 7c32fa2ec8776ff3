"""A Redis that is away, hangs or goes deaf: events reach this process at once, and the others look again after it."""

from __future__ import annotations

import asyncio
import signal
import time

from structlog.testing import capture_logs

from bot.memory import Event
from connectors.bus import RedisBus
from tests.conftest import finished
from tests.connectors.deaf import wire_to
from tests.connectors.listening import (
    CASE,
    SENT,
    TURN,
    heard,
    nothing_heard,
    opened,
    published,
    until_heard,
    until_told_to_look,
)
from tests.servers import RedisServer


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
                publishing = asyncio.create_task(published(bus, [TURN, SENT]))
                assert await heard(here, 2, within_s=0.2) == [TURN, SENT]
                assert await publishing < 1.5
                assert await published(bus, [SENT]) < 0.2
                process.send_signal(signal.SIGCONT)
                await until_heard(bus, Event("case", "back"), here)
                await heard(there, 1)

    finished(scenario())


def test_a_connection_that_goes_deaf_is_noticed_and_whoever_missed_something_looks_again(
    own_redis: RedisServer,
) -> None:
    async def scenario() -> None:
        with own_redis.running():
            async with wire_to(own_redis.port) as wire:
                bus, other = RedisBus(wire.url), RedisBus(own_redis.url)
                async with opened(bus, other), bus.listen() as here, other.listen() as there:
                    await other.publish([CASE])
                    assert await heard(here, 1) == [CASE]
                    await heard(there, 1)
                    wire.go_deaf()
                    await other.publish([TURN])
                    await until_told_to_look(here, within_s=10)
                    assert await heard(there, 1) == [TURN]
                    assert await nothing_heard(there)
                    await other.publish([SENT])
                    assert await heard(here, 1) == [SENT]

    finished(scenario())


def test_those_who_were_not_told_look_again_though_their_own_connection_was_there(own_redis: RedisServer) -> None:
    async def scenario() -> None:
        with own_redis.running():
            async with wire_to(own_redis.port) as wire:
                bus, other = RedisBus(wire.url), RedisBus(own_redis.url)
                async with opened(bus, other), bus.listen() as here, other.listen() as there:
                    await bus.publish([CASE])
                    assert [await heard(here, 1), await heard(there, 1)] == [[CASE], [CASE]]
                    wire.go_deaf()
                    publishing = asyncio.create_task(published(bus, [TURN]))
                    assert await heard(here, 1, within_s=0.2) == [TURN]
                    assert await publishing < 1.5
                    await until_told_to_look(there, within_s=10)
                    await until_told_to_look(here, within_s=1)

    finished(scenario())


def test_nobody_looks_again_while_redis_is_there_though_nothing_is_said(own_redis: RedisServer) -> None:
    async def scenario() -> None:
        with own_redis.running():
            bus = RedisBus(own_redis.url)
            with capture_logs() as logged:
                async with opened(bus), bus.listen() as events:
                    await asyncio.sleep(5.0)
                    await bus.publish([CASE])
                    assert await heard(events, 1) == [CASE]
            assert logged == []

    finished(scenario())


def test_that_redis_is_away_and_back_is_logged_once(own_redis: RedisServer) -> None:
    async def scenario() -> None:
        bus = RedisBus(own_redis.url)
        with capture_logs() as logged:
            async with opened(bus), bus.listen() as events:
                await bus.publish([CASE, TURN])
                await asyncio.sleep(2.0)
                with own_redis.running():
                    await until_told_to_look(events, within_s=10)
                    await asyncio.sleep(0.5)
        assert [entry["event"] for entry in logged][:2] == ["bus_away", "bus_back"]

    finished(scenario())
