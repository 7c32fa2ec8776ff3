"""How many customer-service messages an account may send a person, and until when."""

from __future__ import annotations

from dataclasses import dataclass

TOO_LATE = 45015
TOO_MANY = 45047

MESSAGE_WINDOW_S = 48 * 3600.0
ACTION_WINDOW_S = 60.0
MESSAGE_QUOTA = 5
"""After a message of the person."""
ACTION_QUOTA = 3
"""After following, scanning a code or tapping a menu button."""


@dataclass
class _Grant:
    until: float
    left: int


class Allowance:
    """One person's grants: each thing they do opens a new one, in place of the last of its kind."""

    def __init__(self) -> None:
        self._grants: dict[str, _Grant] = {}

    def wrote(self, now: float) -> None:
        """The person sent a message."""
        self._grants["message"] = _Grant(now + MESSAGE_WINDOW_S, MESSAGE_QUOTA)

    def did(self, action: str, now: float) -> None:
        """The person followed, scanned or tapped."""
        self._grants[action] = _Grant(now + ACTION_WINDOW_S, ACTION_QUOTA)

    def end(self) -> None:
        """The person no longer follows."""
        self._grants.clear()

    def use(self, now: float) -> int | None:
        """Take one message from the grants, from the one that ends first; the errcode when there is none."""
        running = sorted((g for g in self._grants.values() if g.until > now), key=lambda g: g.until)
        if not running:
            return TOO_LATE
        for grant in running:
            if grant.left:
                grant.left -= 1
                return None
        return TOO_MANY
