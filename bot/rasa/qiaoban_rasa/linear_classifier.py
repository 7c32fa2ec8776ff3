"""Rasa component: which intent an utterance has, by a linear model over characters and sounds."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from qiaoban_rasa.learning import Example, learn
from qiaoban_rasa.linear_model import LinearModel
from qiaoban_rasa.terms import views
from qiaoban_rasa.tokenizer import CharacterTokenizer
from qiaoban_rasa.weighing import Weighing

_ARRAYS = "model.npz"
_TERMS = "terms.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SoundAndScriptClassifier(IntentClassifier, GraphComponent):
    """Trains in half a minute, answers in about a millisecond, and hears through homophones.

    The confidences are calibrated (see `LinearModel`). An utterance of which nothing is known
    gets no intent and confidence 0.
    """

    @classmethod
    def required_components(cls) -> List[Type[GraphComponent]]:
        """The tokenizer whose lemmas are read."""
        return [CharacterTokenizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """How it learns.

        ``weights``: how much each view counts; ``penalty``: see `fit`; ``misheard``: share of the examples that are
        learned from once more as a recogniser might hear them, with the share ``misheard_characters`` of their
        characters misheard; ``ranking_length``: 0 gives all.
        """
        return {
            "weights": {"written": 1.0, "cantonese": 0.6, "mandarin": 0.6},
            "penalty": 1.0,
            "misheard": 0.3,
            "misheard_characters": 0.15,
            "ranking_length": 0,
        }

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._weighing = Weighing(views(), config["weights"])
        self._model: Optional[LinearModel] = None

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SoundAndScriptClassifier:
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has a text and an intent; an intent's metadata may say what each counts."""
        examples = [
            Example(_readings(e), e.get(INTENT), _counts(e))
            for e in training_data.intent_examples
            if e.get(TEXT) and e.get(INTENT)
        ]
        self._weighing, self._model = learn(examples, self._config)
        self._persist(self._model)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent and ranking of each message."""
        for message in messages:
            ranking = self._ranking(_readings(message))
            best = ranking[0] if ranking else {"name": None, "confidence": 0.0}
            message.set(INTENT, dict(best), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, units: List[str]) -> List[Dict[str, Any]]:
        columns, values = self._weighing.row(units)
        if self._model is None or not columns:
            return []
        chances = self._model.probabilities(columns, values)
        order = np.argsort(-chances)[: self._config["ranking_length"] or None]
        return [{"name": self._model.labels[i], "confidence": float(chances[i])} for i in order]

    def _persist(self, model: LinearModel) -> None:
        with self._storage.write_to(self._resource) as folder:
            np.savez_compressed(folder / _ARRAYS, weights=model.weights, bias=model.bias)
            content = {"labels": model.labels, "sharpness": model.sharpness, **self._weighing.state()}
            (folder / _TERMS).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SoundAndScriptClassifier:
        """The trained classifier of a model; nothing in it is code."""
        loaded = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            content = json.loads((folder / _TERMS).read_text(encoding="utf-8"))
            with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
                loaded._model = LinearModel(
                    labels=content["labels"],
                    weights=arrays["weights"],
                    bias=arrays["bias"],
                    sharpness=content["sharpness"],
                )
        loaded._weighing.restore(content)
        return loaded


def _counts(message: Message) -> float:
    return float(((message.get(METADATA) or {}).get(METADATA_INTENT) or {}).get("weight", 1.0))


def _readings(message: Message) -> List[str]:
    return [token.lemma for token in message.get(TOKENS_NAMES[TEXT]) or []]
