"""Whether somebody may eat at a place."""

from __future__ import annotations

import re

from knowledge.asking.asking import Who
from knowledge.canteens.verdict import Verdict, no, unknown, yes
from knowledge.chinese import normalise
from knowledge.item import Admission, CanteenFacts

_SETTLEMENT = "(?:社区|小区|街道|村|镇)"
"""What may follow the name of a place, or be left out."""

_LEFT_OUT = re.compile(rf"(?<=..){_SETTLEMENT}$")
_WHAT_CONTAINS_IT = re.compile(r"^.*?..(?:街道|社区|镇|区|市)(?=..)")
"""The places before the last one in "外海街道麻三村"."""

_SHORTEST = 2
"""Characters of a place's name."""


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
    resident = _resident(rules, who, facts.address or "")
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


def _resident(rules: Admission, who: Who, address: str) -> bool | None:
    """Whether they are registered where it is asked for; True where it is not."""
    if rules.residents_of is None or who.registered == "here":
        return True
    if who.registered == "elsewhere":
        return False
    if who.registered_in is None:
        return None
    return _names_or_lies_in(normalise(who.registered_in), normalise(rules.residents_of), normalise(address)) or None


def _names_or_lies_in(said: str, wanted: str, address: str) -> bool:
    """Whether the place ``said`` is the one that is wanted, or one inside it; a place around it is neither.

    What is said before its name ("江海麻三") must be where it lies, as its address or the rule tells.
    """
    own = _LEFT_OUT.sub("", _last_place(wanted))
    named = re.search(rf"{re.escape(own)}(?:{_SETTLEMENT}|$)", said)
    if named is None or len(own) < _SHORTEST:
        return False
    around = said[: named.start()]
    return not around or (len(around) >= _SHORTEST and (around in address or around in wanted))


def _last_place(name: str) -> str:
    while shorter := _WHAT_CONTAINS_IT.match(name):
        name = name[shorter.end() :]
    return name
