"""Utterances as recognisers mishear them: rules learned from pairs, applied to examples."""

from __future__ import annotations

import importlib
import random
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT

KNOWN = [list(text) for text in ("长者饭堂喺边度", "我想去反堂食饭", "只系张之", "老人卡点样办", "半边伴板")]


@pytest.fixture(scope="module", autouse=True)
def _importable() -> Any:
    sys.path.insert(0, str(ROOT / "bot" / "rasa"))
    yield
    sys.path.remove(str(ROOT / "bot" / "rasa"))


def module(name: str) -> Any:
    return importlib.import_module(f"qiaoban_rasa.{name}")


@settings(deadline=None)  # dictionaries are loaded at the first
@given(st.text(), st.floats(0, 1), st.randoms(), st.sampled_from(["cantonese", "mandarin"]))
def test_units_are_replaced_one_by_one(text: str, share: float, chance: random.Random, variety: str) -> None:
    mishearing = module("mishearing").Mishearing(variety, KNOWN)
    heard = mishearing.of(list(text), share, chance)
    written = {unit for units in KNOWN for unit in units}
    assert len(heard) == len(text)
    assert all(new == old or new in written for new, old in zip(heard, text, strict=True))


def test_a_character_becomes_one_that_sounds_like_it() -> None:
    mishearing = module("mishearing").Mishearing("cantonese", KNOWN)
    chance = random.Random(1)  # noqa: S311 - no secret
    heard = {mishearing.of(["饭"], 1.0, chance)[0] for _ in range(200)}
    assert "反" in heard
    assert not heard & {"卡", "系", "长"}


def test_nothing_is_misheard_where_nothing_should_be() -> None:
    mishearing = module("mishearing").Mishearing("mandarin", KNOWN)
    assert mishearing.of(list("长者饭堂"), 0.0, random.Random(1)) == list("长者饭堂")  # noqa: S311


def test_rules_are_learned_from_what_was_written_for_what_was_said(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("# said\theard\n" + "你好嗎\t里好嗎\n" * 9 + "食飯\t食反\n" * 9, encoding="utf-8")
    learning = module("learn_mishearing")
    rules = learning.learn(learning.pairs(pairs))
    assert rules["starts"]["n"] == {"l": 1.0}
    assert rules["ends"] == {}
    assert rules["same_sound"] == 0.5


def test_the_rules_in_force_are_written_by_the_learner() -> None:
    """What its documented command writes can be read back; syllables without a vowel are whole."""
    written = (ROOT / "bot" / "rasa" / "qiaoban_rasa" / "mishearing_rules" / "cantonese.yml").read_text("utf-8")
    assert set(yaml.safe_load(written)) == {"same_sound", "starts", "ends"}
    assert module("syllables").cantonese("五") == ("", "ng")
    assert module("syllables").cantonese("唔") == ("", "m")
    assert module("syllables").cantonese("饭") == ("f", "aan")


def test_a_line_of_other_than_two_columns_is_named(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("好\t好\n三\t列\t了\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"pairs\.tsv:2"):
        list(module("learn_mishearing").pairs(pairs))


def test_a_share_of_the_examples_is_learned_from_once_more() -> None:
    learning = module("learning")
    examples = [learning.Example(units, "canteen", 0.5) for units in KNOWN] * 80
    sources, heard = learning.misheard(examples, share=0.3, characters=0.5)
    assert 0.15 * 400 < len(heard) < 0.45 * 400
    assert all(len(examples[place].units) == len(copy.units) for place, copy in zip(sources, heard, strict=True))
    assert {(e.intent, e.counts) for e in heard} == {("canteen", 0.5)}
    config = yaml.safe_load((ROOT / "bot" / "rasa" / "config.yml").read_text("utf-8"))["pipeline"]
    classifier = next(c for c in config if c["name"].endswith("SoundAndScriptClassifier"))
    assert classifier["misheard"] >= 0.15


def test_the_usual_ways_of_writing_read_the_same() -> None:
    read = module("units").Reader().read
    for one, other in (
        ("我依家喺邊道呀", "我而家喺边度啊"),
        ("點呀，點呀", "点啊，点啊"),
        ("甘样得唔得", "咁样得唔得"),
    ):
        assert [u.reading for u in read(one)] == [u.reading for u in read(other)]
        assert [one[u.start : u.end] for u in read(one)] == [c for c in one if c.isalnum()]
