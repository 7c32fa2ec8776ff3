"""Masking of identity, bank and phone numbers before anything is stored, logged or quoted back."""

from __future__ import annotations

import re

MASK = "（号码）"

_MIN_DIGITS = 7
"""Shortest run taken for a private number: a local telephone number without its area code."""

_DIGITS = re.compile(r"(?:\+|[(（](?=\d{3,4}[)）]))?\d(?:[ \-‐–.()（）/,·_]{0,2}\d){6,}[Xx]?")
_NUMERAL = "[零〇○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖貳參陸]"
_SPOKEN = re.compile(rf"{_NUMERAL}(?:[ ，、]?{_NUMERAL}){{6,}}")
_DATE = re.compile(r"^(?:19|20)\d{2}[\-./]?(?:0?[1-9]|1[0-2])[\-./]?(?:0?[1-9]|[12]\d|3[01])$")


def mask(text: str) -> str:
    """Replace every run of seven or more digits, written or spoken in characters, by a mask.

    Covers identity cards, bank cards, mobile and fixed-line numbers with their usual separators.
    ISO dates stay; an amount of seven digits is masked too, which does no harm.
    """

    def replace(match: re.Match[str]) -> str:
        run = match.group()
        if _DATE.match(run) or sum(c.isdigit() for c in run) < _MIN_DIGITS:
            return run
        return MASK

    return _SPOKEN.sub(MASK, _DIGITS.sub(replace, text))
