"""Matching by sound, against the mistakes of recognisers (反堂 for 饭堂)."""

from __future__ import annotations

from collections import Counter

from knowledge import phonetics
from knowledge.search.bm25 import Bm25Index, Scores
from knowledge.search.query import Query
from knowledge.search.texts import ItemTexts


class PhoneticIndex:
    """Toneless syllables of titles and questions, as a Cantonese and as a Mandarin speaker says them.

    Both read the Mandarin wording, so that dialect words already known meet on either side.
    """

    def __init__(self, texts: ItemTexts) -> None:
        self._texts = texts
        self._jyutping = Bm25Index([Counter(phonetics.sound_terms(phonetics.jyutping(t))) for t in texts.mandarin])
        self._pinyin = Bm25Index([Counter(phonetics.sound_terms(phonetics.pinyin(t))) for t in texts.mandarin])

    def parts(self, query: Query) -> dict[str, Scores]:
        """Scores per item, each 0..1, of the best-sounding question in either variety."""
        return {
            "jyutping": self._texts.best_per_item(self._jyutping.scores(query.jyutping_terms)),
            "pinyin": self._texts.best_per_item(self._pinyin.scores(query.pinyin_terms)),
        }

    def known(self, query: Query) -> float:
        """Share of the query's single sounds that occur at all, in the variety where more do, 0..1.

        Low where the talk is of other things; a misheard word keeps its sounds.
        """
        return max(
            index.share(sounds[: (len(sounds) + 1) // 2])
            for index, sounds in ((self._jyutping, query.jyutping_terms), (self._pinyin, query.pinyin_terms))
        )
