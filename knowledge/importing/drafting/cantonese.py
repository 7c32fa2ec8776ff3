"""Drafts the Cantonese wording of a Mandarin text, word by word, for a person to put right."""

from __future__ import annotations

import re
from functools import cache

from knowledge.importing.data import read_data


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    data = read_data("cantonese.yaml")
    words: dict[str, str] = {word: word for word in data["keep"]} | data["words"]
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), words


def to_cantonese(text: str) -> str:
    """``text`` with the words of ``data/cantonese.yaml`` said in Cantonese; everything else as it is."""
    pattern, words = _table()
    return pattern.sub(lambda found: words[found.group()], text)
