"""A conversation that a person should look after, as agents see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.reply import Reply, Risk, RiskLevel, Source
from bot.topics import Topic


class CaseState(StrEnum):
    """Waiting for an agent, held by one, or over."""

    WAITING = "waiting"
    HELD = "held"
    CLOSED = "closed"


class Cause(StrEnum):
    """Why somebody should look: the most urgent first."""

    EMERGENCY = "emergency"
    RISK = "risk"
    ASKED = "asked"

    @property
    def urgency(self) -> int:
        """0 is the most urgent."""
        return list(Cause).index(self)


class Outcome(StrEnum):
    """How a case ended: dealt with, given back to the bot, the person left, nobody came."""

    DONE = "done"
    RETURNED = "returned"
    LEFT = "left"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Agent:
    """Who takes cases: the name they sign in with, and the name that people see."""

    name: str
    display_name: str


@dataclass(frozen=True)
class Case:
    """One case. Texts are masked; times are UTC."""

    id: int
    session_id: str | None
    channel: str
    dialect: str | None
    state: CaseState
    outcome: Outcome | None
    causes: tuple[Cause, ...]
    risk: Risk
    emergency: bool
    last_text: str
    last_at: datetime
    opened_at: datetime
    waiting_since: datetime
    agent: Agent | None
    version: int


@dataclass(frozen=True)
class Change:
    """An agent, or the absence of one, changed a case.

    ``event`` numbers the change over all cases, ``what`` names it: taken, agent_lost, or an outcome. ``case`` is how it
    is now; ``was_held``: an agent had it before.
    """

    event: int
    what: str
    case: Case
    was_held: bool


@dataclass(frozen=True)
class Line:
    """One line of a transcript. ``who`` is person, bot, agent or notice; a notice's text is its event's name."""

    id: str
    at: datetime
    who: str
    text: str
    name: str | None = None
    topic: str | None = None
    risk: Risk | None = None
    emergency: bool = False
    sources: tuple[Source, ...] = ()
    turn_id: str | None = None


@dataclass(frozen=True)
class AgentMessage:
    """What an agent wrote to a person; ``sequence`` grows with every message."""

    sequence: int
    session_id: str
    case_id: int
    at: datetime
    agent: Agent
    text: str


@dataclass(frozen=True)
class Standing:
    """How a person's wish for a human stands: nobody called, waiting, or held; and whether any agent is there.

    ``ahead``: how many others have waited longer; all who wait, where nobody was called.
    """

    state: str
    agent_name: str | None
    on_duty: bool
    ahead: int


class HandoverError(Exception):
    """An agent cannot do that with this case."""


class NoSuchCaseError(HandoverError):
    """There is no case of that number."""


class CaseTakenError(HandoverError):
    """Another agent holds the case; ``by`` is who, None when it is closed."""

    def __init__(self, by: str | None) -> None:
        super().__init__(by)
        self.by = by


class NotYoursError(HandoverError):
    """The agent does not hold the case."""


def causes_of(reply: Reply) -> tuple[Cause, ...]:
    """Why a person should look after the conversation because of this reply; nothing for most."""
    found = []
    if reply.emergency:
        found.append(Cause.EMERGENCY)
    if reply.risk.level is RiskLevel.HIGH:
        found.append(Cause.RISK)
    if reply.handoff and reply.topic is Topic.HUMAN and reply.text:  # empty: an agent holds it already
        found.append(Cause.ASKED)
    return tuple(found)
