"""What the assistant remembers of a conversation, durable in SQL."""

from bot.memory.companion import Companion, Event
from bot.memory.database import Database, StoreError, TwiceError
from bot.memory.in_time import in_the_end, in_time
from bot.memory.session import Past, Session
from bot.memory.store import ConversationStore, HeldChangedError

__all__ = [
    "Companion",
    "ConversationStore",
    "Database",
    "Event",
    "HeldChangedError",
    "Past",
    "Session",
    "StoreError",
    "TwiceError",
    "in_the_end",
    "in_time",
]
