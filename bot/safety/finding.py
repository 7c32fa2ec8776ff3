"""What the guard finds and what it says: small frozen values, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.reply import Risk, RiskLevel, Source


@dataclass(frozen=True)
class Evidence:
    """A red flag that was found.

    ``quote`` holds the person's words, private numbers masked; ``start`` and ``end`` are places in the plain
    text; ``turn`` counts from 0, turns before the one looked at from -1 downwards.

    ``framed`` is None, or says what makes it harmless: "negated", "report".
    """

    flag: str
    group: str
    quote: str
    start: int
    end: int
    framed: str | None = None
    turn: int = 0


@dataclass(frozen=True)
class Emergency:
    """Life in danger: its kind, the words that showed it, whom to call in this order."""

    kind: str
    quote: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """What one look found.

    ``paid``: money or a code has gone already, in what looks like a swindle. ``not_paid``: the person says that
    nothing has gone yet. ``not_now``: no emergency was
    found, and the words speak of the past, the imagined or how to prevent it.
    """

    emergency: Emergency | None = None
    risk: Risk = field(default_factory=Risk)
    paid: bool = False
    not_paid: bool = False
    not_now: bool = False


@dataclass(frozen=True)
class CallTurn:
    """What one side of a call said in one go."""

    speaker: Literal["caller", "callee"]
    text: str


@dataclass(frozen=True)
class CallFinding:
    """What a whole call shows.

    ``first_warning_turn`` is the index of the turn after which the level was high for the first
    time, None when it never was; ``per_turn_levels`` has the level reached after each turn.
    """

    finding: Finding
    first_warning_turn: int | None
    per_turn_levels: tuple[RiskLevel, ...]


@dataclass(frozen=True)
class Advice:
    """What to say: at most three short sentences."""

    text: str
    numbers: tuple[str, ...]
    sources: tuple[Source, ...]
