"""What the assistant needs of whatever understands a turn."""

from __future__ import annotations

from typing import Protocol

from pydantic import BaseModel, ConfigDict

from bot.directive import Directive
from bot.turn import Turn


class UnderstandingUnavailableError(Exception):
    """The understander cannot answer this turn: down, starting, too slow, or not making sense."""


class Understanding(BaseModel):
    """What was understood: the directive to follow."""

    model_config = ConfigDict(frozen=True)

    directive: Directive


class Understander(Protocol):
    """Turns text into a directive."""

    @property
    def available(self) -> bool:
        """Whether a turn sent now has a chance of being understood."""

    async def understand(self, turn: Turn) -> Understanding:
        """Understand one turn.

        Raises:
            UnderstandingUnavailableError: when no directive can be had in time.
        """
