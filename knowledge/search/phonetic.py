"""Matching by sound, against the mistakes of recognisers (反堂 for 饭堂)."""

from __future__ import annotations

from collections import Counter

from knowledge import phonetics
from knowledge.search.bm25 import Bm25Index, Scores
from knowledge.search.query import Query
from knowledge.search.texts import ItemTexts


class PhoneticIndex:
    """Toneless syllables of titles and questions, in Cantonese and in Mandarin."""

    def __init__(self, texts: ItemTexts) -> None:
        self._texts = texts
        self._jyutping = Bm25Index(
            [Counter(phonetics.sound_terms(phonetics.jyutping(t))) for t in texts.texts]
        )
        self._pinyin = Bm25Index([Counter(phonetics.sound_terms(phonetics.pinyin(t))) for t in texts.texts])

    def parts(self, query: Query) -> dict[str, Scores]:
        """Scores per item, each 0..1, of the best-sounding question in either variety."""
        return {
            "jyutping": self._texts.best_per_item(self._jyutping.scores(query.jyutping_terms)),
            "pinyin": self._texts.best_per_item(self._pinyin.scores(query.pinyin_terms)),
        }
