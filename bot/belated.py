"""Danger that could not be stored when it was answered is stored as soon as the database is there again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

from bot.memory import ConversationStore, Event, Session, TwiceError, in_the_end
from bot.reply import Reply
from bot.turn import Turn

log = structlog.get_logger(__name__)

_MOST = 200


class Belated:
    """Turns that an agent and a family have to know of, in this process's memory until they are stored.

    Args:
        store: where they belong.
        announce: told what happened once it is stored.
    """

    def __init__(
        self, store: ConversationStore, announce: Callable[[Sequence[Event]], Awaitable[None]] | None = None
    ) -> None:
        self._store = store
        self._announce = announce
        self._tasks: set[asyncio.Task[None]] = set()

    def keep(self, session: Session, turn: Turn, reply: Reply, slots: Mapping[str, str]) -> None:
        """Store the turn when that is possible."""
        if len(self._tasks) >= _MOST:
            log.error("danger_not_stored", reason="too many wait")
            return
        task = asyncio.create_task(self._store_in_the_end(session, turn, reply, slots), name="belated")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Give up."""
        for task in self._tasks:
            task.cancel()

    async def _store_in_the_end(self, session: Session, turn: Turn, reply: Reply, slots: Mapping[str, str]) -> None:
        try:
            events = await in_the_end(self._store.record, session, turn, reply, slots, whoever_holds=True)
        except TwiceError:
            return
        except Exception as error:
            log.error("danger_not_stored", reason=f"{type(error).__name__}: {error}")
            return
        if self._announce:
            await self._announce(events)
