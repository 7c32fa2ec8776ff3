"""A database that fails or stops answering: people are answered all the same, and promised nothing that is not so."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psutil
import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.assistant import Assistant
from bot.handover import Agent, Cases, Messages, Presence
from bot.memory import ConversationStore, Database, Event, Session, StoreError
from bot.reply import RiskLevel
from knowledge.storage import postgres
from tests.bot.talking import ASKS, CHATS, EMERGENCY, SWINDLE, assistant, says
from tests.conftest import finished
from tests.servers import postgres_running


@contextmanager
def house(url: str) -> Iterator[tuple[ConversationStore, Messages, Database]]:
    database = Database(url)
    database.migrate()
    Presence(database).seen("window", "desk1")
    try:
        yield ConversationStore(database, [Cases(database)]), Messages(database), database
    finally:
        database.close()


@pytest.fixture
def stopping() -> Iterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """A PostgreSQL of its own, how to stop it, and how to let it go on."""
    with postgres_running() as running:
        url = running.create()
        with psycopg.connect(url) as connection:
            postmaster = psutil.Process(connection.info.backend_pid).parent()
        assert postmaster is not None

        def everybody(does: Callable[[psutil.Process], None]) -> None:
            for process in (postmaster, *postmaster.children()):
                with suppress(psutil.NoSuchProcess):  # it ended by itself
                    does(process)

        try:
            yield url, lambda: everybody(psutil.Process.suspend), lambda: everybody(psutil.Process.resume)
        finally:
            everybody(psutil.Process.resume)


Stopping = tuple[str, Callable[[], None], Callable[[], None]]


async def and_then(work: Awaitable[None], go_on: Callable[[], None]) -> None:
    """Does it, and lets the database go on: else threads that wait for it would never end."""
    try:
        await work
    finally:
        go_on()


def test_people_are_answered_while_postgresql_hangs(stopping: Stopping) -> None:
    url, stop, go_on = stopping

    async def story(bot: Assistant) -> None:
        assert (await says(bot, CHATS)).degraded == ()
        stop()
        began = time.monotonic()
        emergency, swindle, asks = await asyncio.gather(
            says(bot, EMERGENCY, "fell"), says(bot, SWINDLE, "called"), says(bot, ASKS, "asks")
        )
        assert time.monotonic() - began < 9
        assert not bot.remembers
        assert all("memory" in reply.degraded for reply in (emergency, swindle, asks))
        assert emergency.emergency
        assert "120" in emergency.text
        assert swindle.risk.level is RiskLevel.HIGH
        assert "叫职员" not in asks.text
        assert "12345" in asks.text
        go_on()
        assert (await says(bot, CHATS)).degraded == ()
        assert bot.remembers

    with house(url) as (store, messages, _):
        finished(and_then(story(assistant(store, standing=messages.standing)), go_on))
        assert [said for said, _ in store.turns("s")] == [CHATS, CHATS]


def test_a_postgresql_that_hangs_while_the_bot_thinks_is_not_waited_for(stopping: Stopping) -> None:
    url, stop, go_on = stopping

    async def story(bot: Assistant) -> None:
        began = time.monotonic()
        reply = await says(bot, ASKS)
        assert time.monotonic() - began < 15
        assert reply.degraded == ("memory",)
        assert "叫职员" not in reply.text

    with house(url) as (store, messages, _):
        finished(and_then(story(assistant(store, meanwhile=stop, standing=messages.standing)), go_on))


@pytest.fixture
def failing(database_url: str) -> Iterator[tuple[ConversationStore, Messages]]:
    """Conversations that can be read but not written, while an agent is there."""

    class Full(ConversationStore):
        def record(self, *_arguments: object, **_named: object) -> list[object]:  # type: ignore[override]
            raise StoreError("the disk is full")

    with house(database_url) as (_, messages, database):
        yield Full(database), messages


def test_nobody_is_promised_a_person_when_the_wish_cannot_be_stored(
    failing: tuple[ConversationStore, Messages], database_url: str
) -> None:
    store, messages = failing
    bot = assistant(store, standing=messages.standing)
    reply = finished(says(bot, ASKS))
    assert reply.degraded == ("memory",)
    assert reply.text.startswith("好，想同真人讲，政府嘅服务打 12345")
    assert not bot.remembers
    chat = finished(says(bot, CHATS))
    assert chat.degraded == ("memory",)
    with house(database_url) as (working, _, _):
        promised = finished(says(assistant(working, standing=messages.standing), ASKS))
    assert promised.text.startswith("好，我而家叫职员嚟")


def test_who_cannot_be_heard_by_the_agent_is_answered_by_the_bot(
    failing: tuple[ConversationStore, Messages], database_url: str
) -> None:
    store, _ = failing
    with house(database_url) as (working, _, database):
        finished(says(assistant(working), SWINDLE))
        cases = Cases(database)
        cases.take(cases.open()[0].id, Agent("desk1", "一号坐席"))
        assert finished(says(assistant(working), CHATS)).text == ""
    reply = finished(says(assistant(store), CHATS))
    assert reply.text
    assert reply.degraded == ("memory",)


class Flickers(ConversationStore):
    """Fails the first times at what is named."""

    def __init__(self, database: Database, **times: int) -> None:
        super().__init__(database, [Cases(database)])
        self._times = times

    def _flicker(self, name: str) -> None:
        if self._times.get(name, 0) > 0:
            self._times[name] -= 1
            raise StoreError("the disk is on fire")

    def load(self, session_id: str) -> Session:
        self._flicker("load")
        return super().load(session_id)

    def record(self, *arguments: Any, **named: Any) -> Sequence[Event]:
        self._flicker("record")
        return super().record(*arguments, **named)


@pytest.mark.parametrize(("text", "emergency"), [(EMERGENCY, True), (SWINDLE, False)])
@pytest.mark.parametrize("times", [{"load": 1, "record": 2}, {"record": 2}])
def test_danger_that_could_not_be_stored_is_stored_in_the_end(
    database_url: str, text: str, emergency: bool, times: dict[str, int]
) -> None:
    async def story(bot: Assistant, database: Database) -> None:
        reply = await says(bot, text)
        assert reply.degraded == ("memory",)
        assert reply.emergency == emergency
        async with asyncio.timeout(20):
            while not (cases := Cases(database).open()):  # noqa: ASYNC110 (a database is asked)
                await asyncio.sleep(0.1)
        assert [case.emergency for case in cases] == [emergency]

    with house(database_url) as (_, _, database):
        store = Flickers(database, **times)
        finished(story(assistant(store), database))
        assert len(store.turns("s")) == 1


def test_what_is_no_danger_is_not_kept_for_later(database_url: str) -> None:
    async def story(bot: Assistant) -> None:
        await says(bot, CHATS)
        await asyncio.sleep(1.5)

    with house(database_url) as (_, _, database):
        store = Flickers(database, record=1)
        finished(story(assistant(store)))
        assert store.turns("s") == []


def told_by(url: str, name: str) -> str:
    database = Database(url)
    with database.reading() as sql:
        told = str(sql.scalar(text(f"SHOW {name}")))
    database.close()
    return told


@pytest.fixture
def postgres_url(postgres: object, request: pytest.FixtureRequest) -> Iterator[str]:
    running = request.getfixturevalue("postgres")
    url = running.create()
    yield url
    running.drop(url)


def test_what_the_operator_sets_counts(postgres_url: str) -> None:
    assert told_by(postgres_url, "statement_timeout") == "10s"
    assert told_by(postgres_url, "lock_timeout") == "5s"
    assert told_by(f"{postgres_url}?options=-c%20statement_timeout%3D7s", "statement_timeout") == "7s"
    assert told_by(f"{postgres_url}?options=-c%20statement_timeout%3D7s", "lock_timeout") == "5s"
    several = f"{postgres_url}?options=-c%20lock_timeout%3D1s&options=-c%20statement_timeout%3D8s"
    assert (told_by(several, "statement_timeout"), told_by(several, "lock_timeout")) == ("8s", "1s")
    query = postgres.with_limits(make_url("postgres://h/d?connect_timeout=9&tcp_user_timeout=1")).query
    assert (query["connect_timeout"], query["tcp_user_timeout"], query["keepalives"]) == ("9", "1", "1")
    assert str(postgres.with_limits(make_url("sqlite:///x.db"))) == "sqlite:///x.db"


def test_a_statement_that_takes_too_long_is_a_failure_of_the_database(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgres._OPTIONS, "statement_timeout", "200ms")
    database = Database(postgres_url)
    with pytest.raises(StoreError), database.reading() as sql:
        sql.execute(text("SELECT pg_sleep(5)"))
    database.close()


def test_migrations_take_the_time_they_need(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """They wait for whoever has the tables longer than any statement may take, and leave no trace of it."""
    monkeypatch.setitem(postgres._OPTIONS, "statement_timeout", "300ms")
    monkeypatch.setitem(postgres._OPTIONS, "lock_timeout", "300ms")
    with psycopg.connect(postgres_url) as other:
        other.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        other.commit()
        other.execute("LOCK TABLE alembic_version")

        async def story() -> None:
            migrating = asyncio.create_task(asyncio.to_thread(_migrate, postgres_url))
            await asyncio.sleep(1.2)
            assert not migrating.done()
            other.commit()
            assert await migrating == "300ms"

        finished(story())


def _migrate(url: str) -> str:
    """Migrates; gives the limit that holds afterwards."""
    database = Database(url)
    try:
        database.migrate()
        with database.reading() as sql:
            return str(sql.scalar(text("SHOW statement_timeout")))
    finally:
        database.close()


def test_a_database_with_all_connections_in_use_is_not_waited_for_long(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.storage.database._POOL_WAIT_S", 0.2)
    database = Database(postgres_url)
    taken = [database.engine.connect() for _ in range(30)]
    with pytest.raises(StoreError), database.reading() as sql:
        sql.execute(text("SELECT 1"))
    for connection in taken:
        connection.close()
    database.close()
