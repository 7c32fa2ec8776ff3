"""How parts of the service, and replicas of it, tell each other that something happened."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.memory import Event

LOOK_AGAIN = Event("message")
"""Something may have happened that nobody could be told of: a message to somebody. Whoever hears it looks again."""


class Bus(Protocol):
    """Carries events from whoever publishes to all who listen, in this process or in all.

    Events are hints: whoever gets one reads the database. Those that were lost while the carrier was away are made up
    for by one `LOOK_AGAIN` when it is back. One may also be lost when a listener is slow, so listeners look again from
    time to time.
    """

    async def open(self) -> None:
        """Be ready."""
        ...

    async def publish(self, events: Sequence[Event]) -> None:
        """Tell everybody; never raises."""
        ...

    def listen(self) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """Listen while the block lasts; nothing published after its beginning is missed."""
        ...

    async def aclose(self) -> None:
        """End."""
        ...
