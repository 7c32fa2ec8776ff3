"""What every way of finding items has in common, so that all can be asked the same questions."""

from __future__ import annotations

from typing import NamedTuple, Protocol

DEPTH = 10
"""How many items are looked at for each question."""


class Found(NamedTuple):
    """An item found. Scores of the same finder can be compared with each other, those of two finders cannot."""

    id: str
    score: float


class Finder(Protocol):
    """A way of finding items."""

    @property
    def name(self) -> str:
        """What it is called in tables, short."""
        ...

    @property
    def threshold(self) -> float | None:
        """Best score below which it says that it knows no answer; None where that is still to be chosen."""
        ...

    @property
    def calibrated(self) -> bool:
        """Whether its scores are meant as probabilities that the item answers."""
        ...

    def find(self, query: str) -> list[Found]:
        """At most `DEPTH` items, best first; an empty list when nothing matches."""
        ...
