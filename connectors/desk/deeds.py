"""What an agent may do with a case."""

from __future__ import annotations

from typing import Literal

from bot.handover import Case, CaseState, Cause
from connectors.desk.roles import Right, Role, has

Deed = Literal["take", "answer", "release", "close"]

_PROMISED = frozenset({Cause.ASKED, Cause.EMERGENCY})
"""The person was told that somebody was called."""


def deeds(role: Role, name: str, case: Case) -> list[Deed]:
    """What the account of that role and name may do with the case now.

    A waiting case is closed unseen by an agent only where the person was not promised anybody.
    """
    if not has(role, Right.SERVE) or case.state is CaseState.CLOSED:
        return []
    overrules = has(role, Right.OVERRULE)
    if case.state is CaseState.WAITING:
        return ["take", "close"] if overrules or _PROMISED.isdisjoint(case.causes) else ["take"]
    if case.agent is not None and case.agent.name == name:
        return ["answer", "release", "close"]
    return ["take", "release", "close"] if overrules else []
