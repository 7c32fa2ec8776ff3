"""Has a trained model understand utterances, in Rasa's own environment."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import yaml

from bot.evaluation.outcome import Outcome
from bot.evaluation.utterances import Utterance
from bot.topics import Topic
from bot.understanding.rasa_project import RasaProject

_LIMIT_S = 900


class AskingError(Exception):
    """The model could not be asked; the text ends with what Rasa said last."""


def ask(project: RasaProject, model: Path, utterances: Sequence[Utterance]) -> list[Outcome]:
    """What ``model`` makes of ``utterances``.

    Raises:
        AskingError: it could not be asked.
    """
    command = [str(project.python), "-m", "qiaoban_rasa.parse", str(model)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and fixed arguments
            command,
            input=json.dumps([u.text for u in utterances]),
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=project.environment(),
            timeout=_LIMIT_S,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise AskingError(f"{model} could not be asked: {error.stderr[-2000:]}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AskingError(f"{model} could not be asked: {error}") from error
    topics = intent_topics(project.directory / "domain.yml")
    return [
        Outcome(u, topics[one["intent"]["name"]], one["intent"]["confidence"])
        for u, one in zip(utterances, json.loads(done.stdout), strict=True)
    ]


def intent_topics(domain: Path) -> dict[str | None, Topic]:
    """The topic of each intent, as the responses of Rasa's domain say; of no intent it is unknown."""
    content = yaml.safe_load(domain.read_text(encoding="utf-8"))
    answers = {name.removeprefix("utter_"): texts[0]["custom"]["topic"] for name, texts in content["responses"].items()}
    return {None: Topic.UNKNOWN, **{i: Topic(answers.get(i, "unknown")) for i in content["intents"]}}
