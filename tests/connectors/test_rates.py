"""Limits: how often, over this process and over Redis; how much."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from connectors.http.limits import BodyLimit, RequestRate
from connectors.rates import Rates
from tests.conftest import finished


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
