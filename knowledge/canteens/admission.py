"""Whether somebody may eat at a place."""

from __future__ import annotations

from knowledge.asking.asking import Who
from knowledge.canteens.verdict import Verdict, no, unknown, yes
from knowledge.item import Admission, CanteenFacts

_SETTLEMENTS = "村社区镇街道"
"""What may follow the name of a place, or be left out."""


def admitted(facts: CanteenFacts, who: Who) -> Verdict:
    """Whether the place takes ``who``, as far as both are known."""
    rules = facts.admission
    if rules is None:
        return unknown("rules_known" if facts.eligible else "admission_unknown")
    if rules.everyone:
        return yes("everyone")
    age = _age(rules, who)
    if age is not None and age.reason == "too_young":
        return age
    resident = _resident(rules, who)
    if resident is False:
        return no("not_resident")
    if resident is None:
        return unknown("if_registered" if age and age.reason == "old_enough" else "residents_only")
    return age or unknown("rules_known")


def _age(rules: Admission, who: Who) -> Verdict | None:
    """What the age alone comes to; None where there is no rule, or no age to hold against it."""
    limits = {"male": rules.men_from, "female": rules.women_from}
    counted = [limits[who.sex]] if who.sex else list(limits.values())
    known = [limit for limit in counted if limit is not None]
    if who.age is None or not known:
        return None
    if who.age >= max(known) and len(known) == len(counted):
        return yes("old_enough")
    if who.age < min(known) and len(known) == len(counted):
        return no("too_young")
    return unknown("depends_on_sex")


def _resident(rules: Admission, who: Who) -> bool | None:
    """Whether they are registered where it is asked for; True where it is not."""
    if rules.residents_of is None or who.registered == "here":
        return True
    if who.registered == "elsewhere":
        return False
    if who.registered_in is None:
        return None
    wanted, said = (name.strip(_SETTLEMENTS) for name in (rules.residents_of, who.registered_in))
    return (said in wanted or wanted in said) or None
