"""The fraud and emergency guard: looks at every turn first, and says why in plain words."""

from bot.safety.finding import Advice, CallFinding, CallTurn, Emergency, Evidence, Finding
from bot.safety.guard import Guard
from bot.safety.loading import SafetyDataError

__all__ = [
    "Advice",
    "CallFinding",
    "CallTurn",
    "Emergency",
    "Evidence",
    "Finding",
    "Guard",
    "SafetyDataError",
]
