"""Sentences for the person who reviews a draft, from ``data/notes.yaml``."""

from __future__ import annotations

from knowledge.importing.data import read_data
from knowledge.importing.document import Remark

_LONGEST = 80
"""Characters of what is quoted from the document."""


def note(code: str, **values: str) -> str:
    """The sentence ``code`` with its values, each on one line and cut when it is long."""
    sentence: str = read_data("notes.yaml")[code]
    return sentence.format(**{key: _short(value) for key, value in values.items()})


def note_of(remark: Remark) -> str:
    """The sentence of a reader's remark."""
    return note(remark.code, **remark.values)


def _short(value: str) -> str:
    line = value.replace("\n", " ")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}……"
