"""Patterns of figures that several readers share."""

from __future__ import annotations

import functools
import re

from voice.dialect import Dialect
from voice.speakable.tables import any_of, tables

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?)"
"""A number with optional thousands separators and decimals."""

START = r"(?<!\d)(?<!\d[.,])"
"""Not in the middle of a number."""


@functools.cache
def counted(dialect: Dialect, *, sure: bool = False) -> str:
    """What follows a number that counts something; when ``sure``, without words that have other uses too."""
    table = tables(dialect)
    words = tuple(w for w in table.counted if not (sure and w in table.perhaps_counted))
    return rf"(?!{any_of(table.uncounted)}){any_of(words)}"


@functools.cache
def quantity(dialect: Dialect, *, sure: bool = False) -> str:
    """What follows a number that is a quantity: a counted word, a unit or a sign. ``sure`` as in `counted`."""
    table = tables(dialect)
    things = f"{counted(dialect, sure=sure)}|{any_of(table.money_words)}"
    return rf"\s*[多几余]?(?:{things}|[%‰°+]|{any_of(table.units)}(?![A-Za-z]))"


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile once."""
    return re.compile(pattern)
