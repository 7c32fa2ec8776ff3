"""The database behind everything durable: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session as SqlSession
from sqlalchemy.orm import sessionmaker

from knowledge.storage import postgres

_MIGRATION_WAIT_S = 60.0
"""Longest wait for another process that migrates the same database; then `StoreError`."""

_POOL_WAIT_S = 3.0
"""Longest wait for a connection when all are in use."""

_MIGRATION_KEY = 7_502_026
"""PostgreSQL's advisory lock of whoever migrates."""

_READ_ONLY = {"qiaoban_read_only": True}


class StoreError(Exception):
    """The database cannot be opened, read or written; the message says which and why."""


class TwiceError(StoreError):
    """A row that must be the only one of its kind is there already; nothing was written."""


class Database:
    """One database. Its methods block; they are thread-safe.

    SQLite lets one connection write at a time; who wants to write waits here, whose turn it is being left to chance,
    rather than in SQLite's own sleeping loop. What is to be asked of PostgreSQL, and for how long it is waited for, is
    in `knowledge.storage.postgres`.

    Args:
        url: SQLAlchemy URL; ``postgresql://`` uses psycopg.

    Raises:
        StoreError: the URL cannot be read, or the driver it needs is not installed.
    """

    def __init__(self, url: str) -> None:
        try:
            self._url = postgres.with_limits(make_url(url))
            self.engine = _engine(self._url)
        except (ArgumentError, ValueError):
            raise StoreError(
                "the database URL cannot be read; it looks like sqlite:////path/to/file.db "
                "or postgresql://user:password@host/database"
            ) from None
        except OSError as error:
            raise StoreError(f"the folder of the database cannot be made: {error}") from error
        except ModuleNotFoundError as error:
            raise StoreError(f"the database URL needs the Python package {error.name!r}; install it first") from error
        self._read = sessionmaker(self.engine.execution_options(**_READ_ONLY), expire_on_commit=False)
        self._write = sessionmaker(self.engine, expire_on_commit=False)
        self._writing = threading.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()

    def upgrade(self, migrations: Path) -> None:
        """Bring the tables of one set of migrations up to date; processes that do so at once wait for each other.

        Args:
            migrations: the folder of Alembic's ``env.py`` and versions. Each set in a database names a version table
                of its own in its ``env.py``.

        Raises:
            StoreError: the database cannot be reached or migrated.
        """
        config = Config()
        config.set_main_option("script_location", str(migrations))
        try:
            with self._alone(), self.engine.connect() as connection:
                if self.engine.dialect.name == "postgresql":
                    postgres.be_patient(connection, _MIGRATION_WAIT_S)
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except (SQLAlchemyError, CommandError, OSError) as error:
            shown = self._url.render_as_string(hide_password=True)
            raise StoreError(f"cannot prepare the database {shown}: {error}") from error

    @contextmanager
    def reading(self) -> Iterator[SqlSession]:
        """A transaction that only reads.

        Raises:
            StoreError: the database failed.
        """
        with _named_errors(), self._read.begin() as sql:
            yield sql

    @contextmanager
    def writing(self) -> Iterator[SqlSession]:
        """A transaction that is committed at the end of the block, or undone by what the block raises.

        Raises:
            TwiceError: a row is there already.
            StoreError: the database failed.
        """
        with self._writing, _named_errors(), self._write.begin() as sql:
            yield sql

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keeps another process from migrating the same database at the same time."""
        file = self._url.database
        if self.engine.dialect.name == "postgresql":
            with self.engine.connect() as connection:
                postgres.be_patient(connection, _MIGRATION_WAIT_S)
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_KEY})
                yield
        elif file and file != ":memory:":
            with FileLock(f"{file}.migrating", timeout=_MIGRATION_WAIT_S):
                yield
        else:
            yield


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise TwiceError("the same row was written twice") from error
    except SQLAlchemyError as error:
        raise StoreError(f"the database failed: {type(error).__name__}") from error


def _text(stored: bytes) -> str:
    """A text of SQLite, which keeps any bytes as one; those that are none show as U+FFFD, and spoil no other row."""
    return stored.decode("utf-8", errors="replace")


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, pool_timeout=_POOL_WAIT_S)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 10.0})

    @event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin as `_begin` says
        connection.text_factory = _text
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("qiaoban_read_only", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine
