"""A query, prepared once for all ways of matching."""

from __future__ import annotations

from functools import cached_property

from knowledge import phonetics
from knowledge.chinese import characters, normalise, segments, terms
from knowledge.dialect import to_mandarin
from knowledge.districts import districts_in

_LONGEST = 200
"""Characters of a query that are looked at; a longer one is a story, and its start tells the topic."""


class Query:
    """The normal form of a person's words and what is derived from it."""

    def __init__(self, text: str) -> None:
        self.written = normalise(text[: 4 * _LONGEST])[:_LONGEST]

    @cached_property
    def mandarin(self) -> str:
        """With dialect words and synonyms rewritten."""
        return to_mandarin(self.written)

    @cached_property
    def written_terms(self) -> list[str]:
        """Character uni- and bigrams as written."""
        return terms(self.written)

    @cached_property
    def mandarin_terms(self) -> list[str]:
        """Character uni- and bigrams in Mandarin wording."""
        return terms(self.mandarin)

    @cached_property
    def mandarin_characters(self) -> list[str]:
        """Distinct characters in Mandarin wording."""
        return list(dict.fromkeys(characters(self.mandarin)))

    @cached_property
    def mandarin_segments(self) -> list[list[str]]:
        """Characters in Mandarin wording, split at punctuation."""
        return list(segments(self.mandarin))

    @cached_property
    def jyutping_terms(self) -> list[str]:
        """Cantonese sounds of the Mandarin wording, and their pairs."""
        return phonetics.sound_terms(phonetics.jyutping(self.mandarin))

    @cached_property
    def pinyin_terms(self) -> list[str]:
        """Mandarin sounds of the Mandarin wording, and their pairs."""
        return phonetics.sound_terms(phonetics.pinyin(self.mandarin))

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """Districts that the query names."""
        return districts_in(self.written)

    def __bool__(self) -> bool:
        return bool(characters(self.written))
