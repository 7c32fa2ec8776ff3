"""The tables of real databases, brought up to date and back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from filelock import FileLock
from sqlalchemy import inspect, text

import bot.memory
import connectors.desk.tables
import connectors.outbox.tables
import connectors.wechat.tables  # noqa: F401 (all tables are known now)
from bot.memory import ConversationStore, Database, Session, StoreError, TwiceError
from bot.memory.tables import Base, TurnRow
from bot.reply import Reply
from bot.topics import Topic
from bot.turn import Dialect, Turn
from knowledge.storage import database as database_module

REPLY = Reply(
    session_id="old", turn_id="t1", dialect=Dialect.YUE, topic=Topic.CANTEEN, confidence=1, text="答", speech="答"
)
MOMENT = "2026-06-01 08:00:00+00:00"
PREPARE = "import sys; from bot.memory import Database; d = Database(sys.argv[1]); d.migrate(); d.close()"


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    opened = Database(empty_database_url)
    yield opened
    opened.close()


def move(database: Database, revision: str) -> None:
    """Bring the database to a revision, up or down."""
    config = Config()
    config.set_main_option("script_location", str(Path(bot.memory.__file__).parent / "migrations"))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        there = MigrationContext.configure(connection).get_current_revision() or ""
        connection.rollback()
        up = revision == "head" or (revision != "base" and revision > there)
        (command.upgrade if up else command.downgrade)(config, revision)


def old_rows(database: Database) -> None:
    """A conversation as the revision 0002 kept it."""
    session = {"id": "old", "moment": MOMENT}
    turn = {"id": "t1", "session": "old", "moment": MOMENT, "reply": REPLY.model_dump_json()}
    with database.writing() as sql:
        sql.execute(
            text(
                "INSERT INTO sessions (id, channel, dialect, rate, volume, created_at, seen_at, dialect_chosen)"
                " VALUES (:id, 'kiosk', 'yue', 0.8, 1, :moment, :moment, true)"
            ),
            session,
        )
        sql.execute(
            text(
                "INSERT INTO turns (id, session_id, created_at, text, topic, reply)"
                " VALUES (:id, :session, :moment, '问', 'canteen', :reply)"
            ),
            turn,
        )


def test_the_tables_are_what_the_program_takes_them_for(database: Database) -> None:
    database.migrate()
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_database_of_an_earlier_version_keeps_its_conversations(database: Database) -> None:
    move(database, "0002")
    old_rows(database)
    database.migrate()
    store = ConversationStore(database)
    session = store.load("old")
    assert (session.dialect, session.chosen, session.rate) == (Dialect.YUE, True, 0.8)
    assert store.turns("old") == [("问", REPLY)]
    store.record(session, Turn(session_id="old", text="又问"), REPLY.model_copy(update={"turn_id": "t2"}))
    assert [past.text for past in store.load("old").recent] == ["又问", "问"]
    with database.reading() as sql:
        assert sql.get(TurnRow, 1).slots is None  # type: ignore[union-attr]


def test_going_back_and_forth_keeps_what_was_there_before(database: Database) -> None:
    move(database, "0002")
    old_rows(database)
    database.migrate()
    for revision in ("0003", "0002", "0001"):
        move(database, revision)
    database.migrate()
    store = ConversationStore(database)
    assert store.turns("old") == [("问", REPLY)]
    assert not store.load("old").chosen
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    with pytest.raises(TwiceError):
        store.record(Session("old"), Turn(session_id="old", text="又问"), REPLY)


def test_at_the_very_beginning_nothing_is_left(database: Database) -> None:
    database.migrate()
    move(database, "base")
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    database.migrate()
    assert {table.name for table in Base.metadata.sorted_tables} < set(inspect(database.engine).get_table_names())


def test_processes_that_begin_together_prepare_one_database(database: Database, empty_database_url: str) -> None:
    begun = [
        subprocess.Popen([sys.executable, "-c", PREPARE, empty_database_url], stderr=subprocess.PIPE) for _ in range(4)
    ]
    for process in begun:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said.decode()
    assert ConversationStore(database).load("s") == Session("s")


@contextmanager
def being_migrated(url: str) -> Iterator[None]:
    """Somebody else migrates while the block lasts."""
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(exist_ok=True)
        with FileLock(f"{path}.migrating"):
            yield
    else:
        with psycopg.connect(url) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", [database_module._MIGRATION_KEY])
            yield


def test_whoever_migrates_is_not_waited_for_without_end(
    database: Database, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "_MIGRATION_WAIT_S", 0.3)
    with being_migrated(empty_database_url), pytest.raises(StoreError, match="cannot prepare the database"):
        database.migrate()
    database.migrate()
    assert ConversationStore(database).load("s") == Session("s")
