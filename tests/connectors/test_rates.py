"""Limits: how often, over this process and over Redis; how much."""

from __future__ import annotations

import asyncio
import signal
import time

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from connectors import rates as counting
from connectors.http.limits import BodyLimit, RequestRate
from connectors.rates import Rates
from tests.conftest import finished
from tests.servers import RedisServer


def app_with(rates: Rates) -> FastAPI:
    app = FastAPI()
    app.add_middleware(BodyLimit, limit=1000)
    app.add_middleware(RequestRate, rates=rates)

    @app.post("/api/chat")
    @app.post("/wechat")
    async def _echo(body: dict[str, str]) -> dict[str, str]:
        return body

    return app


def test_an_address_that_asks_too_often_is_told_to_wait() -> None:
    app = app_with(Rates(5))
    stranger = TestClient(app, client=("192.0.2.7", 1))
    answers = [stranger.post("/api/chat", json={}) for _ in range(8)]
    assert [a.status_code for a in answers] == [200] * 5 + [429] * 3
    assert answers[-1].headers["content-type"] == "application/problem+json"
    assert int(answers[-1].headers["retry-after"]) > 0
    assert TestClient(app, client=("192.0.2.8", 1)).post("/api/chat", json={}).status_code == 200
    here = TestClient(app, client=("127.0.0.1", 1))
    assert all(here.post("/api/chat", json={}).status_code == 200 for _ in range(20))
    assert all(stranger.post("/wechat", json={}).status_code == 200 for _ in range(10))


def test_a_body_that_is_too_large_gets_a_problem_document() -> None:
    client = TestClient(app_with(Rates(100)), client=("127.0.0.1", 1))

    def pieces() -> object:
        yield from (b"x" * 600 for _ in range(3))

    for answer in (client.post("/api/chat", content=b"x" * 2000), client.post("/api/chat", content=pieces())):
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]


def test_counts_are_shared_over_redis(redis_url: str) -> None:
    async def both() -> list[bool]:
        one, other = Rates(3, redis_url), Rates(3, redis_url)
        return [await rates.allows("request", "192.0.2.9") for rates in (one, other, one, other, one)]

    assert finished(both()) == [True, True, True, False, False]


def test_without_the_counter_everything_is_allowed() -> None:
    async def many() -> list[bool]:
        rates = Rates(1, "redis://127.0.0.1:9/0")
        return [await rates.allows("request", "x") for _ in range(3)]

    assert finished(many(), 30) == [True] * 3


def test_a_counter_that_hangs_costs_one_request_a_moment_and_the_others_nothing(own_redis: RedisServer) -> None:
    async def scenario() -> None:
        rates = Rates(1, own_redis.url)
        with own_redis.running() as process:
            assert await rates.allows("request", "x")
            assert not await rates.allows("request", "x")
            process.send_signal(signal.SIGSTOP)
            with capture_logs() as logged:
                for most_s in (1.0, 0.05, 0.05, 0.05):
                    began = time.monotonic()
                    assert await rates.allows("request", "x")
                    assert time.monotonic() - began < most_s
            assert [entry["event"] for entry in logged] == ["rates_unavailable"]

    finished(scenario())


def test_a_counter_that_is_back_counts_again(own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_AWAY_S", 0.5)

    async def many(rates: Rates) -> list[bool]:
        return [await rates.allows("request", "x") for _ in range(3)]

    async def scenario() -> None:
        rates = Rates(1, own_redis.url)
        with own_redis.running() as process, capture_logs() as logged:
            process.send_signal(signal.SIGSTOP)
            assert await many(rates) == [True] * 3
            await asyncio.sleep(0.6)
            asked = asyncio.create_task(rates.allows("request", "x"))
            await asyncio.sleep(0)
            began = time.monotonic()
            assert await many(rates) == [True] * 3
            assert time.monotonic() - began < 0.1
            assert await asked
            process.send_signal(signal.SIGCONT)
            await asyncio.sleep(0.6)
            assert False in await many(rates)
        assert [entry["event"] for entry in logged] == ["rates_unavailable", "rates_back"]

    finished(scenario())
