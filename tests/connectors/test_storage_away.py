"""A database that fails: clients are told so in the form of all problems, and it goes on when the database does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.conftest import Server

ASKED = [
    ("GET", "/api/sessions/s/messages"),
    ("DELETE", "/api/sessions/s"),
    ("GET", "/api/sessions/s/family"),
    ("DELETE", "/api/sessions/s/family"),
]


@contextmanager
def without_tables(file: Path) -> Iterator[None]:
    """The tables are there under other names only."""
    with closing(sqlite3.connect(file, timeout=20, isolation_level=None)) as sql:
        listed = sql.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        names = [name for (name,) in listed.fetchall()]
        for name in names:
            sql.execute(f"ALTER TABLE {name} RENAME TO away_{name}")
        yield
        for name in names:
            sql.execute(f"ALTER TABLE away_{name} RENAME TO {name}")


@pytest.fixture
def client(own_server: Callable[..., Server]) -> Iterator[tuple[httpx.Client, Path]]:
    server = own_server(rasa=False)
    with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as client:
        yield client, server.home / "qiaoban.db"


def test_a_database_that_fails_is_a_problem_and_no_accident(client: tuple[httpx.Client, Path]) -> None:
    http, file = client
    with without_tables(file):
        for method, path in ASKED:
            answer = http.request(method, path)
            assert (answer.status_code, path) == (503, path)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["type"] == "urn:qiaoban:problem:storage-away"
            assert answer.json()["detail"]
        reply = http.post("/api/chat", json={"text": "江海区边度有长者饭堂", "session_id": "s"})
        assert "memory" in reply.json()["degraded"]
    for method, path in ASKED:
        assert http.request(method, path).is_success


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/desk/login", {"name": "desk\x001", "password": "x"}),
        ("/api/sessions/s/family", {"consent": "我同意\x00"}),
    ],
)
def test_what_a_database_cannot_hold_is_no_failing_of_it(live_server: str, path: str, body: dict[str, str]) -> None:
    answer = httpx.post(f"{live_server}{path}", json=body, trust_env=False)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
