"""Trouble on the line, made on purpose and repeatable."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Faults:
    """How often what goes wrong; shares from 0 (never) to 1 (always).

    Each kind draws from a random sequence of its own, so turning one on does not change when another strikes.
    """

    lose_pushes: float = 0.0
    """Requests to the app that never arrive there."""
    lose_replies: float = 0.0
    """Answers of the app that are lost on their way back: it has seen the message, the platform does not know."""
    drop_calls: float = 0.0
    """Calls of the app whose connection is closed before they are read."""
    busy: float = 0.0
    """Calls of the app answered with errcode -1 (system busy)."""
    slow: float = 0.0
    """Calls of the app answered late."""
    slow_s: float = 1.0
    """How late, in seconds."""
    seed: int = 0

    def __post_init__(self) -> None:
        for share in (self.lose_pushes, self.lose_replies, self.drop_calls, self.busy, self.slow):
            if not 0 <= share <= 1:
                raise ValueError("a share is from 0 to 1")


class Luck:
    """Decides when a fault strikes. May be given other faults at any time."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults

    @property
    def faults(self) -> Faults:
        """The faults in force."""
        return self._faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._faults = faults
        self._draws: dict[str, random.Random] = {}

    def strikes(self, kind: str) -> bool:
        """Whether the fault of this name strikes now."""
        share: float = getattr(self._faults, kind)
        if kind not in self._draws:
            self._draws[kind] = random.Random(f"{self._faults.seed}:{kind}")  # noqa: S311 - no secret
        return self._draws[kind].random() < share
