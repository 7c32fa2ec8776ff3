"""Conversations kept in memory: only the latest turns, and only while somebody is there."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Callable, Iterable, List, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


@dataclass(frozen=True)
class _Kept:
    events: List[Event]
    at: float


class RecentTrackerStore(TrackerStore):
    """Keeps the end of each conversation, so that a turn takes as long at its end as at its start.

    A conversation longer than ``turns`` begins anew with its slots as they are, except in the
    middle of a form. One that was silent for ``idle_minutes`` is forgotten, and the one silent
    for longest makes room when there are more than ``conversations``.

    Args:
        domain: gives a tracker its slots.
        event_broker: as for every tracker store of Rasa.
        turns: turns kept of one conversation.
        idle_minutes: minutes of silence after which it is forgotten.
        conversations: how many are kept at a time.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        domain: Optional[Domain],
        event_broker: Optional[EventBroker] = None,
        turns: int = 8,
        idle_minutes: float = 30,
        conversations: int = 5000,
        clock: Callable[[], float] = time.monotonic,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._turns = int(turns)
        self._idle_s = float(idle_minutes) * 60
        self._most = int(conversations)
        self._clock = clock
        self._kept: "OrderedDict[str, _Kept]" = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the conversation's end, and forget those that are over."""
        await self.stream_events(tracker)
        events = list(tracker.events)
        turns = sum(isinstance(e, UserUttered) for e in events)
        if turns >= self._turns and tracker.active_loop_name is None:
            events = _anew(tracker)
        self._kept[tracker.sender_id] = _Kept(events, self._clock())
        self._kept.move_to_end(tracker.sender_id)
        self._forget()

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The conversation of ``sender_id``, None when there is none or it is over."""
        self._forget()
        kept = self._kept.get(sender_id)
        if kept is None:
            return None
        return DialogueStateTracker.from_events(sender_id, kept.events, self.domain.slots, domain=self.domain)

    async def keys(self) -> Iterable[str]:
        """Who has a conversation."""
        self._forget()
        return list(self._kept)

    def _forget(self) -> None:
        """Drop what is over; the order is that of the last turn, so only the front needs looking at."""
        oldest = self._clock() - self._idle_s
        while self._kept:
            sender = next(iter(self._kept))
            if len(self._kept) <= self._most and self._kept[sender].at >= oldest:
                return
            del self._kept[sender]


def _anew(tracker: DialogueStateTracker) -> List[Event]:
    """The events of a fresh conversation with the slots of ``tracker``."""
    slots = [SlotSet(s.name, s.value) for s in tracker.slots.values() if s.value != s.initial_value]
    return [SessionStarted(), *slots, ActionExecuted(ACTION_LISTEN_NAME)]
