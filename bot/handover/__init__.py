"""People taking over: which conversations need one, who is there, and what they say."""

from bot.handover.case import (
    Agent,
    AgentMessage,
    Case,
    CaseState,
    CaseTakenError,
    Cause,
    Change,
    HandoverError,
    Line,
    NoSuchCaseError,
    NotYoursError,
    Outcome,
    Standing,
)
from bot.handover.cases import Cases, Watch
from bot.handover.messages import Delivery, Messages, message_line
from bot.handover.presence import Presence

__all__ = [
    "Agent",
    "AgentMessage",
    "Case",
    "CaseState",
    "CaseTakenError",
    "Cases",
    "Cause",
    "Change",
    "Delivery",
    "HandoverError",
    "Line",
    "Messages",
    "NoSuchCaseError",
    "NotYoursError",
    "Outcome",
    "Presence",
    "Standing",
    "Watch",
    "message_line",
]
