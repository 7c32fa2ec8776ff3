"""What is remembered of a conversation while it goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.reply import Reply
from bot.topics import Topic
from bot.turn import Dialect

_ECHOES = frozenset({Topic.REPEAT, Topic.SLOWER, Topic.LOUDER, Topic.SWITCH_DIALECT})
"""Topics of replies that only say an earlier reply again."""

_SMALL_TALK = frozenset({Topic.THANKS, Topic.GREET, Topic.GOODBYE, Topic.AFFIRM, Topic.DENY, Topic.CHITCHAT})
"""Topics of replies that nobody wants to hear again, nor to continue, when there was another before."""


@dataclass(frozen=True)
class Past:
    """An earlier turn: what was said (masked), what was answered, and when (UTC)."""

    text: str
    reply: Reply
    at: datetime


@dataclass(frozen=True)
class Session:
    """What is remembered of a conversation.

    ``rate`` and ``volume`` multiply the voice's normal speed and loudness; ``chosen``: the person asked for
    the dialect; ``recent`` holds the last turns, newest first; ``held_by`` names the agent who has taken the
    conversation over. ``loaded`` is what it was when it was read, to tell what a turn changed.
    """

    id: str
    dialect: Dialect | None = None
    chosen: bool = False
    rate: float = 1.0
    volume: float = 1.0
    recent: tuple[Past, ...] = ()
    held_by: str | None = None
    loaded: Session | None = field(default=None, compare=False, repr=False)

    @property
    def last(self) -> Past | None:
        """The turn to say again: the last with something in it, else the last that was no repetition."""
        said = [past for past in self.recent if past.reply.topic not in _ECHOES]
        return next((past for past in said if past.reply.topic not in _SMALL_TALK), said[0] if said else None)

    def about(self, topics: Collection[Topic]) -> Iterator[Past]:
        """The turns on one of ``topics``, newest first."""
        return (past for past in self.recent if past.reply.topic in topics)
