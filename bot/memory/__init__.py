"""What the assistant remembers of a conversation, durable in SQL."""

from bot.memory.store import ConversationStore, Session, StoreError

__all__ = ["ConversationStore", "Session", "StoreError"]
