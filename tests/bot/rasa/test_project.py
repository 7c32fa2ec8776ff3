"""The Rasa project in the eyes of Rasa's own tools."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.evaluation import load_utterances
from bot.topics import Topic
from bot.understanding.rasa_project import RasaProject
from tests.conftest import ROOT

PROJECT = RasaProject(ROOT / ".venv-rasa" / "bin" / "python", ROOT / "var" / "models" / "rasa")
LEAST_RIGHT = 0.88
"""Below what was measured when the examples were written; less means that something broke."""


def rasa(*arguments: str) -> None:
    done = subprocess.run(
        [str(PROJECT.python), "-m", "rasa", *arguments],
        cwd=PROJECT.directory,
        env=PROJECT.environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


@pytest.mark.timeout(300)
def test_data_validate_finds_nothing_to_complain_of() -> None:
    rasa("data", "validate", "--domain", "domain.yml", "--data", "data", "--fail-on-warnings")


@pytest.mark.timeout(300)
def test_rasa_test_nlu_finds_the_topics_of_utterances_it_has_not_seen(tmp_path: Path, trained: None) -> None:
    """Intents that are one topic in several ways are left out; so is what is about nothing here."""
    domain = yaml.safe_load((PROJECT.directory / "domain.yml").read_text("utf-8"))
    several = {Topic.UNKNOWN, Topic.SLOWER, Topic.LOUDER, Topic.HELP, Topic.CHITCHAT}
    said: dict[str, list[str]] = {}
    for utterance in load_utterances(ROOT / "tests" / "evaluation" / "understanding", "dev"):
        if utterance.topic not in several:
            said.setdefault(utterance.topic.value, []).append(" ".join(utterance.text.split()))
    assert set(said) <= set(domain["intents"])
    nlu = [{"intent": intent, "examples": "".join(f"- {t}\n" for t in texts)} for intent, texts in said.items()]
    tested = tmp_path / "nlu.yml"
    tested.write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=1000), "utf-8")
    rasa("test", "nlu", "--nlu", str(tested), "--model", str(PROJECT.model), "--out", str(tmp_path), "--no-plot")
    report = json.loads((tmp_path / "intent_report.json").read_text("utf-8"))
    assert report["weighted avg"]["recall"] >= LEAST_RIGHT
