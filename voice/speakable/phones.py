"""Telephone numbers, codes and other figures that are read one by one."""

from __future__ import annotations

import re

from voice.dialect import Dialect
from voice.speakable.numerals import grouped, phone_digits
from voice.speakable.patterns import START, compiled, quantity
from voice.speakable.tables import any_of, tables

_GAP = r"[-–—\s]?"
_MOBILE = rf"{START}(?:\+?86{_GAP})?(?P<n>1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}})(?![\d]|[.]\d)"
_LANDLINE = rf"{START}[(（]?(?P<a>0\d{{2,3}})[)）]?{_GAP}(?P<n>[1-9]\d{{6,7}})(?![\d]|[.]\d)"
_SERVICE = rf"{START}(?P<a>[48]00){_GAP}(?P<n>\d{{3}}{_GAP}\d{{4}})(?![\d]|[.]\d)"


def phones(text: str, dialect: Dialect) -> str:
    """Read telephone numbers and codes figure by figure, with a pause between groups."""
    table = tables(dialect)

    def mobile(found: re.Match[str]) -> str:
        return grouped(_figures(found["n"]), table, (3, 4, 4))

    def landline(found: re.Match[str]) -> str:
        local = found["n"]
        return grouped(found["a"], table) + "，" + grouped(local, table, (len(local) - 4, 4))

    def service(found: re.Match[str]) -> str:
        return grouped(found["a"], table) + "，" + grouped(_figures(found["n"]), table, (3, 4))

    def one_by_one(found: re.Match[str]) -> str:
        figures = _figures(found["n"])
        before = found["before"] if "before" in found.re.groupindex else ""
        if len(figures) < 6:
            return before + phone_digits(figures, table)
        return before + grouped(
            figures, table, (3, 3) if len(figures) == 6 else (len(figures) - 4, 4) if len(figures) < 9 else ()
        )

    quantities = rf"(?!{quantity(dialect)})"
    text = compiled(_MOBILE + quantities).sub(mobile, text)
    text = compiled(_LANDLINE).sub(landline, text)
    text = compiled(_SERVICE + quantities).sub(service, text)
    for pattern in _contexts(dialect):
        text = compiled(pattern).sub(one_by_one, text)
    return text


def _figures(written: str) -> str:
    return re.sub(r"\D", "", written)


def _contexts(dialect: Dialect) -> tuple[str, ...]:
    table = tables(dialect)
    some = rf"(?!{quantity(dialect, sure=True)})"
    whole = rf"(?!\d)(?![.,]\d){some}"
    hotlines = "|".join(table.hotlines)
    return (
        rf"{START}(?P<n>\d{{3,}})(?=\s*{any_of(table.read_digit_by_digit)})",
        rf"(?P<before>{any_of(table.called)}\s*[:：是为]?\s*)(?P<n>\d{{3,4}}-\d{{4}}|\d{{3,}})(?!\d)(?!\.\d){some}",
        rf"{START}(?P<n>{hotlines}){whole}",
        rf"{START}(?!\d*0000(?!\d))(?P<n>\d{{7,}}){whole}",
        rf"{START}(?P<n>0\d+)(?!\d)(?!\.\d)",
    )
