"""Who is on duty: agents whose desk is open, over all processes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select

from bot.memory import Database
from bot.memory.tables import StaffPresenceRow

STAYS = timedelta(seconds=45)
"""For how long an open desk counts after it was last seen."""


class Presence:
    """Open desks. Blocks; thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seen(self, desk: str, agent: str) -> None:
        """The desk of that id is open, and it is this agent's."""
        with self._database.writing() as sql:
            sql.merge(StaffPresenceRow(id=desk, agent=agent, seen_at=datetime.now(UTC)))

    def left(self, desk: str) -> None:
        """The desk of that id was closed."""
        with self._database.writing() as sql:
            sql.execute(delete(StaffPresenceRow).where(StaffPresenceRow.id == desk))

    def on_duty(self) -> int:
        """How many agents have an open desk."""
        since = datetime.now(UTC) - STAYS
        with self._database.reading() as sql:
            counted = select(func.count(StaffPresenceRow.agent.distinct())).where(StaffPresenceRow.seen_at >= since)
            return sql.scalar(counted) or 0

    def clear(self) -> None:
        """Drop desks that were not seen for long."""
        with self._database.writing() as sql:
            sql.execute(delete(StaffPresenceRow).where(StaffPresenceRow.seen_at < datetime.now(UTC) - 4 * STAYS))
