"""Rasa tokenizer: one token per Chinese character, whose lemma is its normal reading."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from qiaoban_rasa.units import Reader


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class CharacterTokenizer(Tokenizer):
    """Tokens keep their place in the original text; featurizers see their lemma.

    Chinese has no spaces, and word lists split dialect, names and recogniser mistakes wrongly;
    characters and their n-grams do not.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Options of Rasa's tokenizers, all off."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    def __init__(self, config: Dict[str, Any]) -> None:
        super().__init__(config)
        self._reader = Reader()

    def tokenize(self, message: Message, attribute: str) -> List[Token]:
        """Tokens of the message's ``attribute``; one token for the whole where nothing can be read."""
        text = message.get(attribute)
        tokens = [Token(text[u.start : u.end], u.start, u.end, lemma=u.reading) for u in self._reader.read(text)]
        return self._apply_token_pattern(tokens) or [Token(text, 0, lemma=text)]
