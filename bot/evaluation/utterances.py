"""The utterances that understanding is measured with, and what each is about."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.topics import Topic
from bot.turn import Dialect
from knowledge.evaluation.cases import read_cases

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
        for line, utterance in read_cases(path, Utterance, faults):
            place = f"{path}:{line}"
            if utterance.text in places:
                faults.append(f"{place}: the same is said at {places[utterance.text]}")
            places.setdefault(utterance.text, place)
            found.append(utterance)
    if not found and not faults:
        faults.append(f"{folder}: there are no utterances {part}_*.yaml; they come with the source of the project")
    if faults:
        raise UtterancesError("\n".join(faults))
    return found
