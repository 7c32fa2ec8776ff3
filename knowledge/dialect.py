"""Cantonese wording rewritten to Mandarin, and field synonyms to one word, for matching."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from knowledge.chinese import normalise
from knowledge.lexicon import LexiconError, read_lexicon

_FILE = "dialect.yaml"


def rewriting_table(data: Mapping[str, Any]) -> dict[str, str]:
    """The flat table of a dialect lexicon: each word as heard, and what it becomes.

    Args:
        data: the sections ``words`` and ``synonyms`` (target → list of words), and ``keep`` (a list).

    Raises:
        LexiconError: a section is missing, an entry is not a list of words, or a word has two targets.
    """
    table: dict[str, str] = {}
    for section in ("words", "synonyms"):
        entries = data.get(section)
        if not isinstance(entries, dict):
            raise LexiconError(f"{_FILE}: section {section!r} is missing or is not a mapping")
        for target, words in entries.items():
            if not isinstance(words, list) or not all(isinstance(w, str) and w for w in words):
                raise LexiconError(f"{_FILE}: {section}: {target}: should be a list of words")
            for word in words:
                _enter(table, normalise(word), normalise(str(target)))
    kept = data.get("keep")
    if not isinstance(kept, list) or not all(isinstance(w, str) and w for w in kept):
        raise LexiconError(f"{_FILE}: section 'keep' is missing or is not a list of words")
    for word in dict.fromkeys(normalise(w) for w in kept):
        table.setdefault(word, word)
    return table


def _enter(table: dict[str, str], word: str, target: str) -> None:
    if table.setdefault(word, target) != target:
        raise LexiconError(f"{_FILE}: {word!r} stands under both {table[word]!r} and {target!r}; keep one")


@cache
def _table() -> dict[str, str]:
    return rewriting_table(read_lexicon(_FILE))


@cache
def _pattern() -> re.Pattern[str]:
    """Any entry, the longest first, grouped by their first character, which makes it several times as fast."""
    rests: dict[str, list[str]] = {}
    for word in sorted(_table(), key=len, reverse=True):
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items()))


def rewrite(normal: str) -> str:
    """`to_mandarin` of a text that is in its normal form already; nothing is remembered."""
    table = _table()
    return _pattern().sub(lambda m: table[m.group()], normal)


@lru_cache(maxsize=8192)
def to_mandarin(text: str) -> str:
    """Normalised ``text`` with every Cantonese word and synonym of the lexicon replaced.

    At each place the longest entry wins. The result is for matching, not for reading.
    """
    return rewrite(normalise(text))
