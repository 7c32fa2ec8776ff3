"""From examples to a model of intents, without Rasa: what is learned, from what, and how much each counts."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any, List, Mapping, Sequence, Tuple

from qiaoban_rasa.linear_model import LinearModel, Rows, fit
from qiaoban_rasa.mishearing import Mishearing
from qiaoban_rasa.terms import views
from qiaoban_rasa.weighing import Weighing

_SEED = 11


@dataclass(frozen=True)
class Example:
    """An utterance, as readings of its units, its intent, and how much it counts beside others."""

    units: Sequence[str]
    intent: str
    counts: float = 1.0


def learn(examples: Sequence[Example], config: Mapping[str, Any]) -> Tuple[Weighing, LinearModel]:
    """A model of ``examples`` and of how they might be misheard; ``config`` as of the classifier."""
    sources, heard = misheard(examples, config["misheard"], config["misheard_characters"])
    learned = [*examples, *heard]
    weighing = Weighing(views(), config["weights"])
    utterances = [example.units for example in learned]
    weighing.learn(utterances)
    rows = Rows(
        weighing.matrix(utterances),
        [e.intent for e in learned],
        [e.counts for e in learned],
        [*range(len(examples)), *sources],
    )
    return weighing, fit(rows, config["penalty"])


def misheard(examples: Sequence[Example], share: float, characters: float) -> Tuple[List[int], List[Example]]:
    """A ``share`` of the examples once more, each with a share of its ``characters`` misheard in one variety.

    With each the place of the example it was made of.
    """
    chance = random.Random(_SEED)  # noqa: S311 - training noise
    varieties = [Mishearing(variety, [e.units for e in examples]) for variety in ("cantonese", "mandarin")]
    sources: List[int] = []
    heard: List[Example] = []
    for place, example in enumerate(examples):
        if chance.random() < share:
            units = chance.choice(varieties).of(example.units, characters, chance)
            if units != list(example.units):
                sources.append(place)
                heard.append(replace(example, units=units))
    return sources, heard
