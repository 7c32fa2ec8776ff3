"""A text cut into sentences."""

from __future__ import annotations

import re

MAX_SENTENCE_CHARACTERS = 120

_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+[”’」』）)》]*|[^。！？；!?;\n]+$")
_PAUSE = re.compile(r"[，、,：: ]")


def sentences(text: str, limit: int = MAX_SENTENCE_CHARACTERS) -> list[str]:
    """Cut after each full stop, question or exclamation mark, semicolon and line end.

    Args:
        text: any text.
        limit: most characters in one piece (at least 1); a longer sentence is cut at its last pause before
            that, or right there when it has none.

    Returns:
        Pieces that hold at least one letter or figure, in order, without space around them.
    """
    pieces: list[str] = []
    for found in _SENTENCE.finditer(text):
        rest = found[0].strip()
        while len(rest) > limit:
            cuts = [m.end() for m in _PAUSE.finditer(rest, 0, limit)]
            cut = cuts[-1] if cuts else limit
            pieces.append(rest[:cut].strip())
            rest = rest[cut:].strip()
        pieces.append(rest)
    return [p for p in pieces if any(c.isalnum() for c in p)]
