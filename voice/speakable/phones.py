"""Telephone numbers, codes and other figures that are read one by one."""

from __future__ import annotations

import functools
import re

from voice.dialect import Dialect
from voice.speakable.hotlines import RANGE_AHEAD, amount_before, hotlines
from voice.speakable.numerals import grouped, phone_digits
from voice.speakable.patterns import DASH, NUMERALS, START, compiled, quantity
from voice.speakable.tables import Tables, any_of, tables

_GAP = r"[-–—\s]?"
_END = r"(?!\d)(?![.,]\d)"
_ABROAD = rf"(?<!\d)(?<!\d[ -])(?:\+|00)(?P<n>(?!86)\d{{1,3}}[-\s]\d{{2,4}}(?:[-\s]?\d{{2,4}})+){_END}"
_HONG_KONG = rf"{START}\+?(?P<n>85[23]{_GAP}[2-9]\d{{3}}{_GAP}\d{{4}}){_END}"
_MOBILE = rf"{START}(?:[(（]?\+?86[)）]?{_GAP})?(?P<n>1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}){_END}"
_LOCAL = rf"[1-9]\d{{2,3}}{_GAP}\d{{4}}"
_EXTENSION = r"(?:[-–]\d{1,5})?"
_LANDLINE = rf"{START}[(（]?(?P<n>0\d{{2,3}}[)）]?{_GAP}{_LOCAL}{_EXTENSION}){_END}"
_FROM_ABROAD = (
    rf"(?<!\d)(?<!\d[ -])(?:\+|00)86{_GAP}(?:[(（]?0[)）]?)?{_GAP}"
    rf"(?P<n>(?!1[3-9])[1-9]\d{{1,2}}{_GAP}{_LOCAL}{_EXTENSION}){_END}"
)
_SERVICE = rf"{START}(?P<n>[48]00(?:{_GAP}\d){{7}}{_EXTENSION}){_END}"
_CARD = rf"{START}(?P<n>\d{{4}}(?:[ -]\d{{4}}){{2,}}(?:[ -]?\d{{1,4}})?){_END}"
_MASKED = r"(?<!\d)(?P<a>\d{2,})[ -]?[*xX×•●]{2,}[ -]?(?P<b>\d{2,})(?!\d)"
_GROUPS = {6: (3, 3), 7: (3, 4), 8: (4, 4), 10: (3, 3, 4), 11: (3, 4, 4)}
"""How many figures are said in one breath; other lengths go in fours."""


def phones(text: str, dialect: Dialect) -> str:
    """Read telephone numbers and codes figure by figure, with a pause between groups."""
    table = tables(dialect)

    def one_by_one(found: re.Match[str]) -> str:
        before = found["before"] if "before" in found.re.groupindex else ""
        return before + _in_groups(found["n"], table)

    def masked(found: re.Match[str]) -> str:
        return f"{_in_groups(found['a'], table)}，{table.masked}，{_in_groups(found['b'], table)}"

    def from_abroad(found: re.Match[str]) -> str:
        return _in_groups("0" + found["n"], table)

    def long(found: re.Match[str]) -> str:
        amount = amount_before(text, found.start(), dialect)
        return found[0] if amount else _in_groups(found["n"], table)

    text = compiled(_MASKED).sub(masked, text)
    text = compiled(_FROM_ABROAD).sub(from_abroad, text)
    for pattern in _telephones(dialect) + _contexts(dialect):
        text = compiled(pattern).sub(one_by_one, text)
    text = _rooms(text, dialect)
    text = hotlines(text, dialect)
    text = compiled(rf"{START}(?!\d*0000(?!\d))(?P<n>\d{{7,}}){_END}(?!{quantity(dialect, sure=True)})").sub(long, text)
    return compiled(rf"{START}(?P<n>0\d+)(?!\d)(?!\.\d)").sub(one_by_one, text)


def _in_groups(written: str, table: Tables) -> str:
    """Groups as written; a group of more than five figures is cut up."""
    parts = re.findall(r"\d+", written)
    return "，".join(
        phone_digits(part, table) if len(part) < 6 else grouped(part, table, _GROUPS.get(len(part), ()))
        for part in parts
    )


@functools.cache
def _telephones(dialect: Dialect) -> tuple[str, ...]:
    counts = rf"(?!{quantity(dialect)})"
    return (_MOBILE + counts, _HONG_KONG + counts, _ABROAD, _CARD + counts, _LANDLINE, _SERVICE + counts)


@functools.cache
def _contexts(dialect: Dialect) -> tuple[str, ...]:
    """Figures that are a number to call, a code or a room by the words beside them."""
    table = tables(dialect)
    end = rf"{_END}{RANGE_AHEAD}(?!{quantity(dialect, sure=True)})"
    is_ = r"\s*[:：是为系]?\s*"
    money = rf"(?!(?<=[{''.join(table.sends)}])\d*00(?!\d))(?!\d*00\s*{any_of(table.sent_to)})"
    return (
        rf"(?P<before>{any_of(table.called)}{is_}){money}(?P<n>\d{{3,}}(?:[-–]\d+| \d{{3,}})*){end}",
        rf"(?P<before>{any_of(table.coded)}{is_})(?P<n>\d{{2,}}(?:[-– ]\d{{2,}})*){end}",
        rf"(?P<before>{any_of(table.accounts)}{is_})(?P<n>\d{{5,}}){end}",
        rf"(?P<before>(?:\d|[{NUMERALS}](?!号)){any_of(table.buildings)}\s*)(?P<n>\d{{3,4}})"
        rf"{_END}{RANGE_AHEAD}(?!{quantity(dialect)})",
    )


def _rooms(text: str, dialect: Dialect) -> str:
    """Figures before a word such as 室, also two ends of a range."""
    table = tables(dialect)

    def read(found: re.Match[str]) -> str:
        low, to, high = found["low"], found["to"], found["n"]
        if not low:
            return phone_digits(high, table)
        return phone_digits(low, table) + (to if to in ("到", "至") else table.range) + phone_digits(high, table)

    ends = rf"{START}(?:(?P<low>\d{{3,}})(?P<to>{DASH}|到|至))?(?P<n>\d{{3,}})"
    return compiled(rf"{ends}(?=\s*{any_of(table.read_digit_by_digit)})").sub(read, text)
