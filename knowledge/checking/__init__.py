"""Looks through the knowledge for what a person should mend, verify or decide."""

from knowledge.checking.contradictions import contradictions
from knowledge.checking.finding import FAULTS, Finding, Problem, faulty
from knowledge.checking.reach import unreachable
from knowledge.checking.stored import stored
from knowledge.checking.upkeep import upkeep

__all__ = ["FAULTS", "Finding", "Problem", "contradictions", "faulty", "stored", "unreachable", "upkeep"]
