"""Messages in an outbox, and what has become of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from bot.memory import Database
from connectors.outbox import Sender, put
from connectors.outbox.tables import OutboxRow


def posted(database: Database, *texts: str, to: str = "o1", **more: object) -> None:
    with database.writing() as sql:
        for text in texts:
            put(sql, to, {"text": text}, **more)  # type: ignore[arg-type]


def aged(database: Database, much: timedelta) -> None:
    with database.writing() as sql:
        sql.execute(update(OutboxRow).values(created_at=datetime.now(UTC) - much))


def states(database: Database) -> dict[str, tuple[str, str | None]]:
    """What has become of each message, by its text."""
    with database.reading() as sql:
        rows = sql.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
    return {row.payload["text"]: (row.state, row.problem) for row in rows}


@asynccontextmanager
async def running(sender: Sender) -> AsyncIterator[None]:
    sender.start()
    try:
        yield
    finally:
        await sender.aclose()


async def until(holds: Callable[[], object], within_s: float = 10.0) -> None:
    async with asyncio.timeout(within_s):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110 (another thread changes it)
            await asyncio.sleep(0.01)
