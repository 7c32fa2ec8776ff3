"""The answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.reply import Reply
from connectors.voice_socket.events.base import Event


@dataclass(frozen=True)
class ReplyEvent(Event):
    """A Reply, its fields being the event's data."""

    type: ClassVar[str] = "reply"
    reply: Reply

    def data(self) -> dict[str, Any]:
        """The Reply as ``/api/chat`` gives it."""
        return self.reply.model_dump(mode="json")
