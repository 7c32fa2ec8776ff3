"""What may be sent to an engine."""

from __future__ import annotations

import unicodedata

from voice.speak.speaker import UnsayableError

LOWEST_RATE, HIGHEST_RATE = 0.5, 1.5
HIGHEST_VOLUME = 2.0


def safe_text(text: str, max_characters: int, engine: str) -> str:
    """A text without control characters, engine commands and option marks.

    Raises:
        UnsayableError: nothing is left, or it is longer than ``max_characters``.
    """
    if len(text) > max_characters:
        raise UnsayableError(
            f"{engine}: the text has {len(text)} characters, at most {max_characters} can be said at once"
        )
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    while "[[" in kept or "]]" in kept:
        kept = kept.replace("[[", "").replace("]]", "")
    kept = kept.strip().lstrip("-–— ")
    if not any(c.isalnum() for c in kept):
        raise UnsayableError(f"{engine}: there is nothing to say")
    return kept


def within(value: float, low: float, high: float) -> float:
    """The value, or the nearest bound (low for what is not a number)."""
    return min(max(value, low), high) if value == value else low
