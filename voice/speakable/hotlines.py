"""Service numbers (110, 12345) told from amounts that look the same."""

from __future__ import annotations

import functools
import re

from voice.dialect import Dialect
from voice.speakable.numerals import phone_digits
from voice.speakable.patterns import DASH, NUMERALS, START, compiled, counted, quantity
from voice.speakable.tables import any_of, tables

RANGE_AHEAD = r"(?!\s*(?:到|至|[-–—~～]+)\s*\d)"
"""Not the lower end of a range."""

_LOOK_BACK = 16
"""Most characters before a number that tell what it is."""


def hotlines(text: str, dialect: Dialect) -> str:
    """Read service numbers figure by figure, save where an amount stands."""
    table = tables(dialect)
    service_before = compiled(rf"{any_of(table.services)}\s*$")
    service_after = compiled(rf"\s*号?{any_of(table.services)}")

    def read(found: re.Match[str]) -> str:
        before = _before(text, found.start())
        doubtful = found["n"] in table.doubtful_hotlines
        if doubtful and not service_before.search(before) and not service_after.match(text, found.end()):
            return found[0]
        return found[0] if amount_before(text, found.start(), dialect) else phone_digits(found["n"], table)

    return compiled(_pattern(dialect)).sub(read, text)


def amount_before(text: str, start: int, dialect: Dialect) -> bool:
    """Whether what stands before the number at ``start`` makes it an amount."""
    return bool(_amount_before(dialect).search(_before(text, start)))


def _before(text: str, start: int) -> str:
    return text[max(0, start - _LOOK_BACK) : start]


@functools.cache
def _pattern(dialect: Dialect) -> str:
    table = tables(dialect)
    known = any_of(table.hotlines)
    sum_ahead = rf"(?!\s*[×xX*=]\s*\d)(?!\s*/\s*(?!{known}(?!\d))\d)"
    number = any_of((*table.hotlines, *table.doubtful_hotlines))
    return rf"{START}(?P<n>{number})(?!\d)(?![.,]\d)(?!{quantity(dialect)}){RANGE_AHEAD}{sum_ahead}"


@functools.cache
def _amount_before(dialect: Dialect) -> re.Pattern[str]:
    """What stands before an amount: a range word, a sign, or a word of `amounts`."""
    table = tables(dialect)
    thing = rf"(?:[%‰]|{any_of(table.units)}|{counted(dialect)}|{any_of(table.money_words)})?"
    reached = "".join(rf"(?<!{re.escape(word)})" for word in table.reaches)
    # 血压是120, 收入有12000
    link = r"\s*(?:[:：是为有系得在喺于]|大?约|到|至){0,3}\s*"
    return compiled(
        rf"(?:{reached}[到至]\s*|[\d{NUMERALS}]\s*{thing}{DASH}|\d\s*[×xX*=]\s*"
        rf"|(?<!\d)(?!{any_of(table.hotlines)}\s*/)\d+\s*/\s*|[±≥≤<>≈=+−¥$]\s*|(?:{'|'.join(table.amounts)}){link})$"
    )
