"""The utterances that understanding is measured with, and what each is about."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.topics import Topic
from bot.turn import Dialect
from knowledge.yaml_lines import problem_of, read_yaml

Part = Literal["dev", "test"]
"""``dev`` is looked at while understanding is improved; ``test`` is only counted."""

Slice = Literal["clean", "noisy", "rambling", "traditional", "mixed"]
"""Plain; as a recogniser mishears it; told at length; in traditional script; with words of other languages."""


class UtterancesError(ValueError):
    """Utterances cannot be used. The text has one line per fault: file, line, what is wrong."""


class Utterance(BaseModel):
    """What a person says, what it is about, how it is put, and what is named in it, by slot."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    dialect: Dialect
    topic: Topic
    slice: Slice
    slots: dict[str, str] = {}


def load_utterances(folder: Path, part: Part) -> list[Utterance]:
    """All utterances in the files ``{part}_*.yaml`` of ``folder``, each a list of `Utterance`.

    Raises:
        UtterancesError: there are none, or any has a fault; every fault is named.
    """
    faults: list[str] = []
    places: dict[str, str] = {}
    found: list[Utterance] = []
    for path in sorted(folder.glob(f"{part}_*.yaml")):
        for place, utterance in _read(path, faults):
            if utterance.text in places:
                faults.append(f"{place}: the same is said at {places[utterance.text]}")
            places.setdefault(utterance.text, place)
            found.append(utterance)
    if not found and not faults:
        faults.append(f"{folder}: there are no utterances {part}_*.yaml; they come with the source of the project")
    if faults:
        raise UtterancesError("\n".join(faults))
    return found


def _read(path: Path, faults: list[str]) -> list[tuple[str, Utterance]]:
    try:
        document = read_yaml(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        line, problem = problem_of(error)
        faults.append(f"{path}:{line}: not valid YAML: {problem}")
        return []
    except (OSError, ValueError) as error:
        faults.append(f"{path}: cannot be read: {error}")
        return []
    if not isinstance(document.value, list):
        faults.append(f"{path}:1: should be a list of utterances")
        return []
    found = []
    for number, data in enumerate(document.value):
        place = f"{path}:{document.line((number,))}"
        try:
            found.append((place, Utterance.model_validate(data)))
        except ValidationError as error:
            faults += [f"{place}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False)]
    return found
