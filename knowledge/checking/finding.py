"""Something that a person who keeps the knowledge should know of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.loading import ItemError

Problem = Literal[
    "faulty_file",
    "damaged",
    "ended",
    "ending",
    "stale",
    "unsourced",
    "contradictory",
    "unreachable",
    "draft",
    "offered",
]

FAULTS: frozenset[Problem] = frozenset({"faulty_file", "damaged"})
"""What keeps an item from being told at all. The others are told, but somebody should look."""


@dataclass(frozen=True)
class Finding:
    """One problem of one or several items, by id, with a sentence on it."""

    problem: Problem
    ids: tuple[str, ...]
    text: str

    @property
    def fault(self) -> bool:
        """Whether it is more than a warning."""
        return self.problem in FAULTS


def faulty(error: ItemError) -> list[Finding]:
    """One finding for each fault in item files; the texts name file and line."""
    return [Finding("faulty_file", (), fault) for fault in error.faults]
