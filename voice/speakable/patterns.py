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


DASHES = "-–—~～"

DASH = rf"(?:\s+[{DASHES}]+\s+|[{DASHES}]+)"
"""A dash that may stand for 到."""

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

NUMERALS = "零一二三四五六七八九十百千万亿两"
"""What a number that has been read already is made of."""


@functools.cache
def counted(dialect: Dialect) -> str:
    """What follows a number that counts something."""
    table = tables(dialect)
    return rf"(?!{any_of((*table.uncounted, *table.numbered))}){any_of(table.counted)}"


@functools.cache
def quantity(dialect: Dialect, *, sure: bool = False) -> str:
    """What follows a number that is a quantity: a counted or numbered word, a unit or a sign.

    Args:
        dialect: whose tables.
        sure: leave out words that follow a telephone number just as well.
    """
    table = tables(dialect)
    words = (*table.counted, *table.numbered, *table.money_words)
    things = any_of(tuple(w for w in words if not (sure and w in table.perhaps_counted)))
    no = f"(?!{any_of(table.uncounted)})"
    return rf"[ \t]*{no}[多几余]?{no}(?:{things}|[%‰°+]|{unit(dialect)})"


@functools.cache
def unit_names(dialect: Dialect) -> dict[str, str]:
    """How a unit is called, by how it is written; those of two letters or more also in lower case."""
    names = tables(dialect).units
    return names | {written.casefold(): name for written, name in names.items() if len(written) > 1}


@functools.cache
def unit(dialect: Dialect) -> str:
    """Units of two letters or more in any case; those of one letter as written (5G is no gram)."""
    names = tables(dialect).units
    long = any_of(tuple(n for n in names if len(n) > 1))
    short = any_of(tuple(n for n in names if len(n) == 1))
    return rf"(?:(?i:{long})|{short})(?![A-Za-z0-9])"


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile once."""
    return re.compile(pattern)
