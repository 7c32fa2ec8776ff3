"""What the assistant remembers of a conversation, durable in SQL."""

from bot.memory.session import Past, Session
from bot.memory.store import ConversationStore, StoreError

__all__ = ["ConversationStore", "Past", "Session", "StoreError"]
