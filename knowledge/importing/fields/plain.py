"""The form of a cell that the parsers of this package read."""

from __future__ import annotations

import re

from knowledge.chinese import normalise

_DASHES = re.compile(r"\s*(?:[-~—–―－～]+|至|到|→)\s*")


def plain(text: str) -> str:
    """``text`` in one script, width and case, without white space."""
    return re.sub(r"\s+", "", normalise(text))


def with_dashes(text: str) -> str:
    """`plain`, with every way of writing "from … to …" as a hyphen."""
    return _DASHES.sub("-", plain(text))
