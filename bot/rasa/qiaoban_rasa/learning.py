"""From examples to a model of intents, without Rasa: what is learned, from what, and how much each counts."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any, List, Mapping, Sequence, Tuple

from qiaoban_rasa.linear_model import LinearModel, fit
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
    heard = [*examples, *misheard(examples, config["misheard"], config["misheard_characters"])]
    weighing = Weighing(views(), config["weights"])
    utterances = [example.units for example in heard]
    weighing.learn(utterances)
    features = weighing.matrix(utterances)
    intents, counts = [e.intent for e in heard], [e.counts for e in heard]
    return weighing, fit(features, intents, counts, config["penalty"])


def misheard(examples: Sequence[Example], share: float, characters: float) -> List[Example]:
    """A ``share`` of the examples once more, each with a share of its ``characters`` misheard in one variety."""
    chance = random.Random(_SEED)  # noqa: S311 - training noise
    varieties = [Mishearing(variety, [e.units for e in examples]) for variety in ("cantonese", "mandarin")]
    found = []
    for example in examples:
        if chance.random() < share:
            units = chance.choice(varieties).of(example.units, characters, chance)
            if units != list(example.units):
                found.append(replace(example, units=units))
    return found
