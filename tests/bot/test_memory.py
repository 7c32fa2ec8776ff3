"""Conversations in real databases: SQLite and PostgreSQL."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event
from time import sleep
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session as SqlSession

from bot.memory import ConversationStore, Database, Session, StoreError, TwiceError
from bot.memory import Event as Happened
from bot.memory.locking import lock_session
from bot.memory.tables import SessionRow, TurnRow
from bot.reply import Reply
from bot.topics import Topic
from bot.turn import Dialect, Turn
from knowledge.storage import postgres
from tests.conftest import conversations


def reply(turn_id: str, topic: Topic = Topic.CANTEEN, text: str = "答") -> Reply:
    return Reply(
        session_id="s", turn_id=turn_id, dialect=Dialect.YUE, topic=topic, confidence=1.0, text=text, speech=text
    )


def asks(text: str = "问") -> Turn:
    return Turn(session_id="s", text=text)


class Companion:
    """Does what the test says when a turn is recorded or a session forgotten."""

    def __init__(self, at: str, does: Any) -> None:
        self._at = at
        self._does = does

    def recorded(self, sql: SqlSession, _session: Session, _turn: Turn, _reply: Reply) -> Sequence[Happened]:
        return self._does(sql) or () if self._at == "recorded" else ()

    def forgetting(self, sql: SqlSession, _session_ids: Sequence[str]) -> Sequence[Happened]:
        return self._does(sql) or () if self._at == "forgetting" else ()


@pytest.fixture
def store(database_url: str) -> Iterator[ConversationStore]:
    with conversations(database_url) as opened:
        yield opened


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def test_a_session_survives_a_restart(empty_database_url: str) -> None:
    before = Database(empty_database_url)
    before.migrate()
    store = ConversationStore(before)
    store.record(Session("s", Dialect.YUE, rate=0.8, volume=1.35), asks(), reply("1"))
    store.record(replace(store.load("s"), volume=1.0), asks("慢啲"), reply("2", Topic.SLOWER))
    before.close()
    after = Database(empty_database_url)
    after.migrate()
    again = ConversationStore(after)
    session = again.load("s")
    assert (session.dialect, session.rate, session.volume) == (Dialect.YUE, 0.8, 1.0)
    assert session.last is not None
    assert session.last.reply == reply("1")
    assert datetime.now(UTC) - session.last.at < timedelta(minutes=1)
    assert [t for t, _ in again.turns("s")] == ["问", "慢啲"]
    again.forget("s")
    assert again.turns("s") == []
    assert again.load("s") == Session("s")
    after.close()


def test_a_turn_writes_only_what_it_changed(store: ConversationStore) -> None:
    """Of two turns that were answered at once, neither undoes what the other was asked for."""
    store.record(Session("s", Dialect.YUE), asks(), reply("1"))
    slow, loud, plain = (store.load("s") for _ in range(3))
    store.record(replace(slow, rate=0.8), asks("慢啲"), reply("2", Topic.SLOWER))
    store.record(replace(loud, volume=1.35), asks("大声啲"), reply("3", Topic.LOUDER))
    store.record(plain, asks(), reply("4"))
    after = store.load("s")
    assert (after.dialect, after.rate, after.volume) == (Dialect.YUE, 0.8, 1.35)
    store.record(replace(after, rate=1.0), asks("快啲"), reply("5", Topic.SLOWER))
    assert store.load("s").rate == 1.0


def test_a_dialect_that_was_only_heard_does_not_replace_one_that_was_asked_for(store: ConversationStore) -> None:
    first, asking = store.load("s"), store.load("s")
    store.record(replace(asking, dialect=Dialect.CMN, chosen=True), asks("讲普通话"), reply("1"))
    store.record(replace(first, dialect=Dialect.YUE), asks("边度有饭堂"), reply("2"))
    after = store.load("s")
    assert (after.dialect, after.chosen) == (Dialect.CMN, True)
    store.record(replace(after, dialect=Dialect.YUE), asks(), reply("3"))
    assert store.load("s").dialect is Dialect.YUE


def test_a_turn_is_of_when_it_was_its_turn_to_be_written(database: Database) -> None:
    """Transcripts are in the order of time; that must be the order in which people see what happens."""
    store = ConversationStore(database)
    store.record(Session("s"), asks("先"), reply("1"))
    with ThreadPoolExecutor(1) as pool:
        with database.writing() as sql:
            lock_session(sql, "s")
            recording = pool.submit(store.record, Session("s"), asks("后"), reply("2"))
            sleep(0.3)
            before = datetime.now(UTC)
        recording.result(20)
    with database.reading() as sql:
        assert before <= sql.scalars(select(TurnRow.created_at).where(TurnRow.id == "2")).one()
        assert before <= sql.scalars(select(SessionRow.seen_at)).one()


def test_only_the_last_turns_are_looked_back_on_newest_first(store: ConversationStore) -> None:
    for number in range(12):
        store.record(Session("s"), asks(f"第{number}句"), reply(str(number)))
    assert [past.text for past in store.load("s").recent] == [f"第{number}句" for number in range(11, 3, -1)]


def test_numbers_are_masked_on_disk(database: Database) -> None:
    store = ConversationStore(database)
    store.record(Session("s"), asks("打13800138000揾我"), reply("1"), {"phone": "13800138000", "district": "江海"})
    assert store.turns("s")[0][0] == "打（号码）揾我"
    with database.reading() as sql:
        slots = sql.scalar(select(TurnRow.slots))
    assert slots == {"phone": "（号码）", "district": "江海"}


def test_a_turn_of_an_older_version_that_cannot_be_read_is_passed_over(database: Database) -> None:
    store = ConversationStore(database)
    store.record(Session("s"), asks("旧"), reply("1"))
    with database.writing() as sql:
        sql.execute(text("""UPDATE turns SET reply = '{"text": "no topic"}'"""))
    store.record(Session("s"), asks("新"), reply("2"))
    assert [past.text for past in store.load("s").recent] == ["新"]


def test_first_turns_that_come_together_are_all_kept(store: ConversationStore) -> None:
    barrier = Barrier(6)

    def first(number: int) -> None:
        session = store.load("s")
        barrier.wait()
        store.record(session, asks(f"第{number}句"), reply(f"t{number}"))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(first, range(6)))
    assert len(store.turns("s")) == 6
    assert store.forget_before(datetime.now(UTC) - timedelta(days=1)) == 0
    assert store.forget_before(datetime.now(UTC) + timedelta(days=1)) == 1
    assert store.turns("s") == []


def test_more_old_sessions_than_are_deleted_at_once_all_go(database: Database) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=40)
    with database.writing() as sql:
        sql.add_all(
            SessionRow(id=f"old-{n}", channel="web", created_at=long_ago, seen_at=long_ago) for n in range(1100)
        )
    store = ConversationStore(database)
    store.record(Session("s"), asks(), reply("1"))
    assert store.forget_before(datetime.now(UTC) - timedelta(days=30)) == 1100
    assert len(store.turns("s")) == 1


def test_the_companions_events_are_given_in_their_order(database: Database) -> None:
    told = [Companion("recorded", lambda _sql, n=n: [Happened("turn", "s", n)]) for n in (1, 2)]
    store = ConversationStore(database, told)
    assert store.record(Session("s"), asks(), reply("1")) == [Happened("turn", "s", 1), Happened("turn", "s", 2)]


@pytest.mark.parametrize("at", ["recorded", "forgetting"])
def test_what_a_companion_refuses_is_undone(database: Database, at: str) -> None:
    def refuse(sql: SqlSession) -> None:
        raise ValueError(at)

    ConversationStore(database).record(Session("s"), asks("先"), reply("1"))
    store = ConversationStore(database, [Companion(at, refuse)])
    with pytest.raises(ValueError, match=at):
        store.record(Session("s", rate=0.5), asks("后"), reply("2")) if at == "recorded" else store.forget("s")
    assert [said for said, _ in store.turns("s")] == ["先"]
    assert store.load("s").rate == 1.0


def test_a_session_forgotten_while_its_turn_is_written_is_gone(database: Database) -> None:
    """The one waits for the other; never do both, nor does either fail."""
    writing, forgotten = Event(), Event()

    def pause(sql: SqlSession) -> None:
        writing.set()
        forgotten.wait(0.4)

    store = ConversationStore(database, [Companion("recorded", pause)])
    ConversationStore(database).record(Session("s"), asks("先"), reply("1"))
    with ThreadPoolExecutor(2) as pool:
        recording = pool.submit(store.record, Session("s"), asks("后"), reply("2"))
        assert writing.wait(10)
        forgetting = pool.submit(ConversationStore(database).forget, "s")
        forgetting.add_done_callback(lambda _: forgotten.set())
        recording.result(20)
        forgetting.result(20)
    assert store.turns("s") == []
    assert store.load("s") == Session("s")


def test_a_turn_that_comes_while_its_session_is_forgotten_begins_it_anew(database: Database) -> None:
    forgetting, recorded = Event(), Event()

    def pause(sql: SqlSession) -> None:
        forgetting.set()
        recorded.wait(0.4)

    ConversationStore(database).record(Session("s"), asks("先"), reply("1"))
    store = ConversationStore(database, [Companion("forgetting", pause)])
    with ThreadPoolExecutor(2) as pool:
        gone = pool.submit(store.forget, "s")
        assert forgetting.wait(10)
        new = pool.submit(store.record, Session("s"), asks("后"), reply("2"))
        new.add_done_callback(lambda _: recorded.set())
        gone.result(20)
        new.result(20)
    assert [said for said, _ in store.turns("s")] == ["后"]


def test_a_row_that_is_there_already_is_told_apart(database: Database) -> None:
    now = datetime.now(UTC)

    def add() -> None:
        with database.writing() as sql:
            sql.add(SessionRow(id="s", channel="web", created_at=now, seen_at=now))

    add()
    with pytest.raises(TwiceError):
        add()


def test_times_are_kept_in_utc(database: Database) -> None:
    moment = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    with database.writing() as sql:
        sql.add(SessionRow(id="s", channel="web", created_at=moment, seen_at=moment))
    with database.reading() as sql:
        row = sql.get(SessionRow, "s")
    assert row is not None
    assert row.seen_at == moment
    assert row.seen_at.utcoffset() == timedelta(0)


def test_a_table_that_is_missing_is_named_and_nothing_else_of_it(empty_database_url: str) -> None:
    with conversations(empty_database_url) as store, pytest.raises(StoreError, match="the database failed"):
        store.load("13800138000")


def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(StoreError, match=r"folder\.db"):
        Database(f"sqlite:///{tmp_path / 'folder.db'}").migrate()


def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "later.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    with closing(sqlite3.connect(path)) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
        file.commit()
    with pytest.raises(StoreError, match=r"later\.db"):
        Database(f"sqlite:///{path}").migrate()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        Database(f"sqlite:///{tmp_path / 'file' / 'x.db'}")


def test_a_server_that_is_away_is_named_without_its_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(StoreError, match=f":{port}/qiaoban") as told:
        Database(f"postgresql://someone:hidden@127.0.0.1:{port}/qiaoban").migrate()
    assert "hidden" not in str(told.value)


def test_a_server_that_does_not_answer_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres._LIMITS, "connect_timeout", "2")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = Database(f"postgresql://someone@127.0.0.1:{silent.getsockname()[1]}/qiaoban")
        started = datetime.now(UTC)
        with pytest.raises(StoreError):
            ConversationStore(database).load("s")
        assert datetime.now(UTC) - started < timedelta(seconds=10)


@pytest.mark.parametrize("url", ["", "no url", "postgresql://a:b:c:d/e", "sqlite+nothing:///x.db"])
def test_a_url_that_cannot_be_read_is_told(url: str) -> None:
    with pytest.raises(StoreError):
        Database(url)
