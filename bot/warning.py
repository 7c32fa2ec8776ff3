"""What the guard has to say, as drafts of replies."""

from __future__ import annotations

from bot.reply import RiskLevel
from bot.safety import Finding, Guard
from bot.skills import Draft, Phrasing
from bot.skills.presenting import contacts
from bot.topics import Topic
from knowledge.search import KnowledgeSearch


def of_fraud(finding: Finding, guard: Guard, phrasing: Phrasing, knowledge: KnowledgeSearch) -> Draft:
    """Warns of a swindle, or asks whether it is one."""
    advice = guard.advice(finding, phrasing.dialect)
    return Draft(
        text=advice.text,
        topic=Topic.FRAUD,
        confidence=1.0 if finding.risk.level is RiskLevel.HIGH else 0.6,
        cards=contacts(phrasing, knowledge, advice.numbers)[0],
        sources=advice.sources,
        options=phrasing.lines("options_fraud"),
    )


def of_emergency(finding: Finding, guard: Guard, phrasing: Phrasing, knowledge: KnowledgeSearch) -> Draft:
    """Says whom to call and what to do."""
    advice = guard.emergency_advice(finding, phrasing.dialect)
    return Draft(
        text=advice.text,
        topic=Topic.EMERGENCY,
        confidence=1.0,
        cards=contacts(phrasing, knowledge, advice.numbers)[0],
        sources=advice.sources,
        emergency=True,
        handoff=True,
    )
