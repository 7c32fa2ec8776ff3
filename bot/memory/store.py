"""Reads and writes conversations; a turn is on disk before its reply leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from filelock import FileLock
from pydantic import ValidationError
from sqlalchemy import Engine, Row, create_engine, delete, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session as SqlSession
from sqlalchemy.orm import sessionmaker

from bot.memory.session import Past, Session
from bot.memory.tables import SessionRow, TurnRow
from bot.privacy import mask
from bot.reply import Reply
from bot.turn import Dialect, Turn

_REMEMBERED = 8
"""Turns looked back on: for what is said again, what a short follow-up continues, a swindle told in pieces."""

_MIGRATION_WAIT_S = 60.0
"""Longest wait for another process that migrates the same database; then `StoreError`."""

_MIGRATIONS = Path(__file__).parent / "migrations"


class StoreError(Exception):
    """The database cannot be opened, read or written; the message says which and why."""


class _TwiceError(StoreError):
    pass


class ConversationStore:
    """Conversations in SQLite or PostgreSQL. Its methods block; they are thread-safe.

    Args:
        url: SQLAlchemy URL of the database.

    Raises:
        StoreError: the URL cannot be read, or the driver it needs is not installed.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        try:
            self._engine = _engine(url)
        except ArgumentError as error:
            raise StoreError("the database URL cannot be read; it looks like sqlite:////path/to/file.db") from error
        except OSError as error:
            raise StoreError(f"the folder of the database cannot be made: {error}") from error
        except ModuleNotFoundError as error:
            raise StoreError(f"the database URL needs the Python package {error.name!r}; install it first") from error
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)

    def migrate(self) -> None:
        """Bring the tables up to date.

        Raises:
            StoreError: the database cannot be reached or migrated.
        """
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        try:
            with self._alone(), self._engine.connect() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except (SQLAlchemyError, CommandError, OSError) as error:
            shown = make_url(self._url).render_as_string(hide_password=True)
            raise StoreError(f"cannot prepare the database {shown}: {error}") from error

    def _alone(self) -> AbstractContextManager[object]:
        """Keeps another process from migrating the same SQLite file at the same time."""
        file = make_url(self._url).database
        if self._engine.dialect.name != "sqlite" or not file or file == ":memory:":
            return nullcontext()
        return FileLock(f"{file}.migrating", timeout=_MIGRATION_WAIT_S)

    def load(self, session_id: str) -> Session:
        """The session of that id; a fresh one when it is not known."""
        with self._begin() as sql:
            row = sql.get(SessionRow, session_id)
            if row is None:
                return Session(session_id)
            rows = sql.execute(
                select(TurnRow.text, TurnRow.reply, TurnRow.created_at)
                .where(TurnRow.session_id == session_id)
                .order_by(TurnRow.sequence.desc())
                .limit(_REMEMBERED)
            ).all()
        return Session(
            id=session_id,
            dialect=Dialect(row.dialect) if row.dialect in set(Dialect) else None,
            chosen=row.dialect_chosen,
            rate=row.rate,
            volume=row.volume,
            recent=tuple(past for past in map(_past, rows) if past is not None),
        )

    def record(self, session: Session, turn: Turn, reply: Reply) -> None:
        """Store one answered turn and what the session now remembers.

        Raises:
            StoreError: nothing was stored.
        """
        try:
            self._record(session, turn, reply)
        except _TwiceError:  # the first turns of a session came together; now its row is there
            self._record(session, turn, reply)

    def _record(self, session: Session, turn: Turn, reply: Reply) -> None:
        now = datetime.now(UTC)
        with self._begin() as sql:
            row = sql.get(SessionRow, session.id)
            if row is None:
                row = SessionRow(id=session.id, channel=turn.channel.value, created_at=now)
                sql.add(row)
            row.dialect, row.dialect_chosen = session.dialect, session.chosen
            row.rate, row.volume, row.seen_at = session.rate, session.volume, now
            sql.flush()
            sql.add(
                TurnRow(
                    id=reply.turn_id,
                    session_id=session.id,
                    created_at=now,
                    text=mask(turn.text),
                    topic=reply.topic.value,
                    reply=reply.model_dump(mode="json"),
                )
            )

    def turns(self, session_id: str) -> list[tuple[str, Reply]]:
        """All turns of a session, oldest first, as (masked text, reply)."""
        with self._begin() as sql:
            rows = sql.execute(
                select(TurnRow.text, TurnRow.reply).where(TurnRow.session_id == session_id).order_by(TurnRow.sequence)
            ).all()
        return [(text, Reply.model_validate(reply)) for text, reply in rows]

    def forget_before(self, moment: datetime) -> int:
        """Delete the sessions nobody was heard in since ``moment``, with their turns; says how many."""
        with self._begin() as sql:
            old = select(SessionRow.id).where(SessionRow.seen_at < moment)
            sql.execute(delete(TurnRow).where(TurnRow.session_id.in_(old)))
            gone = sql.execute(delete(SessionRow).where(SessionRow.seen_at < moment).returning(SessionRow.id))
            return len(gone.all())

    def forget(self, session_id: str) -> None:
        """Delete a session and its turns."""
        with self._begin() as sql:
            sql.execute(delete(TurnRow).where(TurnRow.session_id == session_id))
            sql.execute(delete(SessionRow).where(SessionRow.id == session_id))

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    @contextmanager
    def _begin(self) -> Iterator[SqlSession]:
        try:
            with self._sessions.begin() as sql:
                yield sql
        except IntegrityError as error:
            raise _TwiceError("the same row was written twice") from error
        except SQLAlchemyError as error:
            raise StoreError(f"the conversation database failed: {type(error).__name__}") from error


def _past(row: Row[tuple[str, dict[str, Any], datetime]]) -> Past | None:
    """A stored turn; None for one that this version cannot read. SQLite gives times without their zone."""
    try:
        return Past(row.text, Reply.model_validate(row.reply), row.created_at.replace(tzinfo=UTC))
    except ValidationError:
        return None


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 10.0})

    @event.listens_for(engine, "connect")
    def _pragmas(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    return engine
