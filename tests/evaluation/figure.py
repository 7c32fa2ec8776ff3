"""One measured figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, what came out, and what is aimed at (empty where nothing is set)."""

    what: str
    value: str
    target: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.value}" + (f" (target {self.target})" if self.target else "")


def share(hits: Sequence[bool]) -> str:
    """``hits`` as "93.9 % (186 of 198)"."""
    return f"{100 * sum(hits) / len(hits):.1f} % ({sum(hits)} of {len(hits)})" if hits else "none"
