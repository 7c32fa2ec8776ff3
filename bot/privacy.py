"""Masking of identity, bank and phone numbers before anything is stored, logged or quoted back."""

from __future__ import annotations

import re

MASK = "（号码）"

_NUMERAL = "零〇○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖貳參陸"
_UNIT = rf"[\d{_NUMERAL}]"
_LONG = re.compile(rf"(?:\+|[(（](?=\d{{3,4}}[)）]))?{_UNIT}(?:[\W_]{{0,3}}{_UNIT}){{6,}}[Xx]?")
"""Seven figures or more, written or spoken: the shortest is a local telephone number without its area code.
Up to three characters that are no letters may stand between two figures: spaces, dashes, marks, invisible ones."""

_PUBLIC = re.compile(
    r"(?:(?:19|20)\d{2}[\-./]?(?:0?[1-9]|1[0-2])[\-./]?(?:0?[1-9]|[12]\d|3[01])(?!\d)"  # a date
    r"|(?<!\d)(?:[01]?\d|2[0-4])[:：][0-5]\d(?!\d)"  # a time
    r"|(?<!\d)(?:1[12]\d|12[13]\d{2}|96\d{3}|100\d{2})(?!\d)"  # a number everybody may call
    r"|[\W_])+"
)


_OFFICE = re.compile(r"[(（]?(?:0\d{2,3}[)）]?[-\s]?)?[2-8]\d{6,7}|[48]00[-\s]?\d{3}[-\s]?\d{4}")
"""A fixed line, or a free number: what offices and canteens have."""


def mask(text: str, *, keep_offices: bool = False) -> str:
    """Replace every private number by a mask.

    Covers identity cards, bank cards, mobile and fixed-line numbers, in figures, in characters or mixed, with
    separators. Dates, times and public service numbers stay; an amount of seven figures is masked too, which
    does no harm. ``keep_offices``: fixed lines stay too, for words of the staff, who name whom to call.
    """

    def masked(run: re.Match[str]) -> str:
        number = run.group()
        open_to_all = _PUBLIC.fullmatch(number) or (keep_offices and _OFFICE.fullmatch(number))
        return number if open_to_all else MASK

    return _LONG.sub(masked, text)


def masked_quote(quote: str, text: str) -> str:
    """``quote``, a part of ``text``, with whatever of a private number of ``text`` it holds masked."""
    if not any(map(_figure, quote)):
        return quote
    start = text.find(quote)
    if start < 0:
        return mask(quote)
    end = start + len(quote)
    pieces: list[str] = []
    at = start
    for run in _LONG.finditer(text):
        if run.end() <= at or run.start() >= end or _PUBLIC.fullmatch(run.group()):
            continue
        pieces += [text[at : max(at, run.start())], MASK]
        at = min(end, run.end())
    return "".join([*pieces, text[at:end]])


def _figure(character: str) -> bool:
    return character.isdigit() or character in _NUMERAL
