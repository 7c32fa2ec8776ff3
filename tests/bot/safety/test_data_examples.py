"""Every flag, kind and emergency carries its own examples; here they are held to them."""

from __future__ import annotations

import pytest

from bot.reply import RiskLevel
from bot.safety import Guard
from bot.safety.loading import load_data

DATA = load_data()
GUARD = Guard(DATA)


def _flags(text: str, with_framed: bool = False) -> set[str]:
    return {e.flag for e in GUARD.evidence(text) if with_framed or e.framed is None}


@pytest.mark.parametrize("flag", DATA.flags, ids=lambda f: f.id)
def test_a_flag_is_raised_by_its_examples_and_not_by_its_counter_examples(flag) -> None:
    assert [text for text in flag.examples if flag.id not in _flags(text)] == []
    assert [text for text in flag.counter_examples if flag.id in _flags(text)] == []


@pytest.mark.parametrize("kind", DATA.kinds.kinds, ids=lambda k: k.id)
def test_a_kind_is_found_in_its_examples_and_never_high_for_its_counter_examples(kind) -> None:
    found = {text: GUARD.look(text).risk for text in kind.examples}
    assert [text for text, risk in found.items() if kind.id not in risk.kinds] == []
    assert RiskLevel.HIGH in {risk.level for risk in found.values()}
    assert [text for text in kind.counter_examples if GUARD.look(text).risk.level is RiskLevel.HIGH] == []


@pytest.mark.parametrize("kind", DATA.emergencies.kinds, ids=lambda k: k.id)
def test_an_emergency_is_seen_in_its_examples_and_not_in_its_counter_examples(kind) -> None:
    found = {text: GUARD.look(text).emergency for text in kind.examples}
    assert [text for text, emergency in found.items() if emergency is None] == []
    assert kind.id in {emergency.kind for emergency in found.values()}
    assert [text for text in kind.counter_examples if GUARD.look(text).emergency] == []


def test_what_is_denied_does_not_count_and_what_is_not_does() -> None:
    negation = DATA.framing.negation
    assert [c.text for c in negation.examples if c.flag in _flags(c.text)] == []
    assert [c.text for c in negation.counter_examples if c.flag not in _flags(c.text)] == []


def test_a_lesson_is_no_swindle() -> None:
    for text in DATA.framing.report.examples:
        assert GUARD.look(text).risk.level is RiskLevel.NONE, text
    for text in (*DATA.framing.report.counter_examples, *DATA.framing.personal.examples):
        assert GUARD.look(text).risk.level is not RiskLevel.NONE, text
