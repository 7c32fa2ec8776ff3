"""Reads and writes conversations; a turn is on disk before its reply leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from pydantic import ValidationError
from sqlalchemy import Engine, create_engine, delete, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session as SqlSession
from sqlalchemy.orm import sessionmaker

from bot.memory.tables import SessionRow, TurnRow
from bot.privacy import mask
from bot.reply import Reply
from bot.turn import Dialect, Turn

_ECHOES = ("repeat", "slower", "louder")
"""Topics of replies that only say an earlier reply again."""

_REMEMBERED = 6
"""Turns looked back on for what a short follow-up continues."""

_MIGRATIONS = Path(__file__).parent / "migrations"


class StoreError(Exception):
    """The database cannot be opened, read or written; the message says which and why."""


class _TwiceError(StoreError):
    pass


@dataclass(frozen=True)
class Session:
    """What is remembered of a conversation.

    ``rate`` and ``volume`` multiply the voice's normal speed and loudness; ``last`` is the last
    Reply that was not itself a repetition; ``asked`` what the person said last, newest first, masked.
    """

    id: str
    dialect: Dialect | None = None
    rate: float = 1.0
    volume: float = 1.0
    last: Reply | None = None
    asked: tuple[str, ...] = ()


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
            with self._engine.connect() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except (SQLAlchemyError, OSError) as error:
            shown = make_url(self._url).render_as_string(hide_password=True)
            raise StoreError(f"cannot prepare the database {shown}: {error}") from error

    def load(self, session_id: str) -> Session:
        """The session of that id; a fresh one when it is not known."""
        with self._begin() as sql:
            row = sql.get(SessionRow, session_id)
            if row is None:
                return Session(session_id)
            recent = sql.execute(
                select(TurnRow.reply, TurnRow.text)
                .where(TurnRow.session_id == session_id, TurnRow.topic.not_in(_ECHOES))
                .order_by(TurnRow.sequence.desc())
                .limit(_REMEMBERED)
            ).all()
        return Session(
            id=session_id,
            dialect=Dialect(row.dialect) if row.dialect in set(Dialect) else None,
            rate=row.rate,
            volume=row.volume,
            last=_reply(recent[0].reply) if recent else None,
            asked=tuple(row.text for row in recent),
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
            row.dialect = session.dialect
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


def _reply(stored: object) -> Reply | None:
    """A stored reply; None for one that this version cannot read."""
    try:
        return Reply.model_validate(stored)
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
