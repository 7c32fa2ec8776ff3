"""The examples that Rasa is trained with: enough of each, none twice, none from the evaluation."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.dialect import detect
from bot.turn import Dialect
from bot.understanding.knowledge_examples import knowledge_examples
from knowledge.chinese import normalise
from knowledge.loading import default_items_directory, load_items
from knowledge.search.off_topic import off_topic
from tests.conftest import ROOT

NLU = ROOT / "bot" / "rasa" / "data" / "nlu"
EVALUATION = ROOT / "tests" / "evaluation"
FEWEST = 120
_ANNOTATION = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


def told(text: str) -> str:
    """What is said, without marks, script and annotation."""
    return "".join(c for c in normalise(_ANNOTATION.sub(r"\1", text)) if c.isalnum())


@cache
def examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(NLU.glob("*/*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            found.setdefault(entry["intent"], []).extend(entry["examples"].removeprefix("- ").split("\n- "))
    return found


def evaluated() -> dict[str, Path]:
    return {
        told(case["text"]): path for path in EVALUATION.rglob("*.yaml") for case in yaml.safe_load(path.read_text())
    }


@pytest.mark.parametrize("intent", examples())
def test_there_are_enough_in_either_dialect(intent: str) -> None:
    texts = examples()[intent]
    assert len(texts) >= FEWEST
    dialects = Counter(detect(text) for text in texts)
    assert min(dialects[Dialect.YUE], dialects[Dialect.CMN]) >= len(texts) / 5, dialects


def test_nothing_is_said_twice_or_meant_in_two_ways() -> None:
    said = Counter(told(text) for texts in examples().values() for text in texts)
    assert [text for text, times in said.items() if times > 1] == []


def test_nothing_that_is_evaluated_was_trained_with() -> None:
    items = knowledge_examples(load_items(default_items_directory()), off_topic())
    asked = [line.removeprefix("- ") for e in yaml.safe_load(items)["nlu"] for line in e["examples"].splitlines()]
    trained = {told(text) for texts in [*examples().values(), asked] for text in texts}
    assert {text: path.name for text, path in evaluated().items() if text in trained} == {}


def test_examples_from_items_count_less_and_are_no_emergencies() -> None:
    nlu = yaml.safe_load(knowledge_examples(load_items(default_items_directory()), ["今日落唔落雨"]))["nlu"]
    assert all(0 < entry["metadata"]["weight"] < 1 for entry in nlu)
    assert {entry["intent"] for entry in nlu} <= set(examples())
    assert "食嘢鲠亲" not in "".join(entry["examples"] for entry in nlu)
