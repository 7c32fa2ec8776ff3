"""What keeps something of its own beside a conversation, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy.orm import Session as SqlSession

from bot.memory.session import Session
from bot.reply import Reply
from bot.turn import Turn


@dataclass(frozen=True)
class Event:
    """Something that others watch for; it carries ids only, never what was said.

    A case changed, a person's turn or an agent's message came, or a message is to be sent.
    """

    kind: Literal["case", "turn", "message", "outbox"]
    session_id: str | None = None
    case_id: int | None = None
    turn_id: str | None = None


class Companion(Protocol):
    """Takes part in the transactions of the conversation store. Both methods may raise to undo everything."""

    def recorded(self, sql: SqlSession, session: Session, turn: Turn, reply: Reply) -> Sequence[Event]:
        """A turn was written with its reply; gives what is to be announced once it is committed."""
        ...

    def forgetting(self, sql: SqlSession, session_ids: Sequence[str]) -> Sequence[Event]:
        """These conversations are about to be deleted."""
        ...
