"""What is still to be sent to somebody."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session as SqlSession

from connectors.outbox.tables import OutboxRow


def on_its_way(sql: SqlSession, recipient: str) -> bool:
    """Whether something for the recipient will be sent presently; not so when the first of it failed: that may last."""
    waiting = select(OutboxRow.attempts).where(OutboxRow.recipient == recipient, OutboxRow.state == "pending")
    return sql.scalar(waiting.order_by(OutboxRow.id).limit(1)) == 0
