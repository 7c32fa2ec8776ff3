"""What the assistant answers: one Reply that becomes speech, a card, a message or a suggestion."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.topics import Topic
from bot.turn import Dialect


class RiskLevel(StrEnum):
    """How surely a swindle is under way: ``low`` asks and explains, ``high`` says stop."""

    NONE = "none"
    LOW = "low"
    HIGH = "high"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Reason(_Frozen):
    """One red flag: its name, the words that showed it, and why it matters in plain language."""

    flag: str
    quote: str
    why: str


class Risk(_Frozen):
    """What the fraud guard found in what was said."""

    level: RiskLevel = RiskLevel.NONE
    kinds: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


class Source(_Frozen):
    """Where a fact comes from. ``published`` is an ISO date, or a year or month where no more is known."""

    id: str
    title: str
    issuer: str
    published: str | None = None
    url: str | None = None


class Card(_Frozen):
    """One thing to show: a canteen, a voucher, a number to call. ``fields`` keeps its order."""

    kind: str
    id: str
    title: str
    fields: dict[str, str] = {}


class Reply(_Frozen):
    """The answer to one turn, the same on every channel.

    ``text`` is shown, ``speech`` is said; both are in ``dialect``. ``degraded`` names the parts
    that were not available for this turn ("understanding", ...). ``confidence`` is in 0..1.
    """

    session_id: str
    turn_id: str
    dialect: Dialect
    topic: Topic
    confidence: float
    text: str
    speech: str
    cards: tuple[Card, ...] = ()
    sources: tuple[Source, ...] = ()
    options: tuple[str, ...] = ()
    risk: Risk = Risk()
    emergency: bool = False
    handoff: bool = False
    degraded: tuple[str, ...] = ()
