"""How parts of the service, and replicas of it, tell each other that something happened."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.memory import Event


class Bus(Protocol):
    """Carries events from whoever publishes to all who listen, in this process or in all.

    Events are hints: whoever gets one reads the database. One may be lost when a listener is slow or the carrier is
    away, so listeners look again from time to time; one may come twice when the carrier is slow.
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
