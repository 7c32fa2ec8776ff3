"""The ways of finding that are compared: search as people use it, and simpler ones to measure it against."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.evaluation.finder import Finder
from knowledge.evaluation.finders.by_encoder import EncoderFinder
from knowledge.evaluation.finders.by_search import OURS, SearchFinder
from knowledge.evaluation.finders.by_terms import character_bm25, character_bm25_with_questions, jieba_bm25
from knowledge.item import Item
from knowledge.search import Encoder, KnowledgeSearch

CHARACTERS = "BM25"
"""Name of the baseline that search is compared with: character BM25 over title and answer."""

__all__ = ["CHARACTERS", "OURS", "all_finders"]


def all_finders(items: Sequence[Item], search: KnowledgeSearch, encoder: Encoder | None) -> list[Finder]:
    """Every finder over ``items``, the plainest first, ``search`` last; None leaves the encoder alone out."""
    return [
        character_bm25(items, CHARACTERS),
        character_bm25_with_questions(items),
        jieba_bm25(items),
        *([EncoderFinder(items, encoder)] if encoder is not None else []),
        SearchFinder(search),
    ]
