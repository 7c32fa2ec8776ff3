"""Messages still to be sent: durable, in order for each recipient, tried again until they are sent."""

from connectors.outbox.sender import GiveUpError, Sender, TryAgainError
from connectors.outbox.store import Outbox, Parcel, put

__all__ = ["GiveUpError", "Outbox", "Parcel", "Sender", "TryAgainError", "put"]
