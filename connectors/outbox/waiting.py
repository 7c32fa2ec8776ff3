"""What is still to be sent to somebody."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session as SqlSession

from connectors.outbox.tables import OutboxRow


def on_its_way(sql: SqlSession, recipient: str) -> bool:
    """Whether something for the recipient will be sent presently. What failed before does not count: it may last."""
    waiting = OutboxRow.recipient == recipient, OutboxRow.state == "pending", OutboxRow.attempts == 0
    return bool(sql.scalar(select(exists().where(*waiting))))
