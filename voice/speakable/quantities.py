"""Money, percentages, measures, ranges, fractions and counted things to words."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from voice.dialect import Dialect
from voice.speakable.numerals import cardinal, digits, number
from voice.speakable.patterns import NUMBER, START, compiled, counted
from voice.speakable.tables import Tables, any_of, tables

_DASH = r"(?:\s+[-–—~～]+\s+|[-–—~～]+)"
_MYRIAD = r"(?P<myriad>[百千万亿多几余]*)"


def quantities(text: str, dialect: Dialect) -> str:
    """Read every number that is left, by what stands around it."""
    table = tables(dialect)
    for step in (_versions, _ranges, _ordinals, _per, _money, _percent, _measures, _fractions, _counts, _rest):
        text = step(text, dialect, table)
    return text


def _versions(text: str, _dialect: Dialect, table: Tables) -> str:
    def read(found: re.Match[str]) -> str:
        return table.point.join(cardinal(part, table) for part in found[0].split("."))

    return compiled(rf"{START}\d+(?:\.\d+){{2,}}").sub(read, text)


def _ordinals(text: str, _dialect: Dialect, table: Tables) -> str:
    def read(found: re.Match[str]) -> str:
        return table.ordinal + cardinal(found["n"], table)

    return compiled(r"(?:第|(?<![A-Za-z])(?:No\.?|NO\.?))\s*(?P<n>\d+)(?![.,]?\d)").sub(read, text)


def _ranges(text: str, dialect: Dialect, table: Tables) -> str:
    """A dash between two numbers is a range when it goes up, and a part of an address when not."""
    after_unit = rf"(?<=\d)(?P<u>\s*(?:[%‰]|{_unit(dialect)}|月|号|日|时|{counted(dialect)})){_DASH}(?=[¥$]?\d)"
    text = compiled(after_unit).sub(lambda found: found["u"] + table.range, text)

    def read(found: re.Match[str]) -> str:
        low, high = (float(found[g].replace(",", "")) for g in ("a", "b"))
        return found["a"] + (table.range if low < high else "之") + found["b"]

    pair = compiled(rf"{START}(?P<a>{NUMBER}){_DASH}(?P<b>{NUMBER})")
    return pair.sub(read, pair.sub(read, text))


def _per(text: str, dialect: Dialect, table: Tables) -> str:
    what = rf"\d\s*[百千万亿]*(?:{any_of(table.money_words)}|{_unit(dialect)}|{counted(dialect)})(?:/[一-鿿]+)+"
    return compiled(what).sub(lambda found: _before_units(found[0], dialect, table), text)


def _before_units(written: str, dialect: Dialect, table: Tables) -> str:
    return compiled(rf"/(?=[一-鿿])(?!{_unit(dialect)})").sub(table.per, written)


def _money(text: str, _dialect: Dialect, table: Tables) -> str:
    def amount(found: re.Match[str]) -> str:
        whole, _, decimals = found["n"].partition(".")
        decimals = decimals.rstrip("0")
        return whole + ("." + decimals if decimals else "") + found["myriad"]

    def marked(found: re.Match[str]) -> str:
        named = compiled(any_of(table.money_words)).match(text, found.end())
        return _number(amount(found), table) + ("" if named else table.currencies[found["sign"]])

    def called(found: re.Match[str]) -> str:
        return _number(amount(found), table) + table.money_words[found["word"]]

    sign = rf"(?<![A-Za-z])(?P<sign>{any_of(table.currencies)})"
    text = compiled(rf"{sign}\s*(?P<n>{NUMBER})\s*{_MYRIAD}").sub(marked, text)
    return compiled(rf"{START}(?P<n>{NUMBER})\s*{_MYRIAD}\s*(?P<word>{any_of(table.money_words)})").sub(called, text)


def _number(written: str, table: Tables) -> str:
    figures = re.match(NUMBER, written)
    end = figures.end() if figures else 0
    return number(written[:end], table, counted=True) + written[end:]


def _percent(text: str, _dialect: Dialect, table: Tables) -> str:
    word = {"%": table.percent, "‰": table.permille}

    def read(found: re.Match[str]) -> str:
        minus = table.minus if found["minus"] else ""
        low = number(found["a"], table) + table.range if found["a"] else ""
        return minus + word[found["sign"]] + low + number(found["n"], table)

    low = rf"(?:(?P<a>{NUMBER}){re.escape(table.range)})?"
    return compiled(rf"(?P<minus>(?<![\w%])[-−])?{START}{low}(?P<n>{NUMBER})\s*(?P<sign>[%‰])").sub(read, text)


def _measures(text: str, dialect: Dialect, table: Tables) -> str:
    units = _units(dialect)

    def read(found: re.Match[str]) -> str:
        unit = found["unit"]
        name = units.get(unit) or units[unit.casefold()]
        before = ""
        if found["minus"]:
            before = table.below_zero if unit in table.temperature else table.minus
        low = number(found["a"], table) + table.range if found["a"] else ""
        return before + low + number(found["n"], table, counted=True) + name

    low = rf"(?:(?P<a>{NUMBER}){re.escape(table.range)})?"
    return compiled(rf"(?P<minus>[-−])?{START}{low}(?P<n>{NUMBER})\s*(?P<unit>{_unit(dialect)})").sub(read, text)


@functools.cache
def _units(dialect: Dialect) -> dict[str, str]:
    names = tables(dialect).units
    return names | {written.casefold(): name for written, name in names.items() if len(written) > 1}


@functools.cache
def _unit(dialect: Dialect) -> str:
    """Units of two letters or more in any case; those of one letter as written (5G is no gram)."""
    names = tables(dialect).units
    long = any_of(tuple(n for n in names if len(n) > 1))
    short = any_of(tuple(n for n in names if len(n) == 1))
    return rf"(?:(?i:{long})|{short})(?![A-Za-z0-9])"


def _fractions(text: str, _dialect: Dialect, table: Tables) -> str:
    def read(found: re.Match[str]) -> str:
        top, bottom = found["a"], found["b"]
        if 0 < int(top) < int(bottom):
            return cardinal(bottom, table) + table.fraction + cardinal(top, table)
        return cardinal(top, table) + "，" + cardinal(bottom, table)

    text = compiled(r"(?<![\d/.])(?P<a>\d{1,3})\s*[/⁄]\s*(?P<b>\d{1,3})(?![\d/.])").sub(read, text)
    ratio = compiled(rf"{START}(?P<a>\d+)\s*[:：]\s*(?P<b>\d+)(?![\d:：])")
    return ratio.sub(lambda f: cardinal(f["a"], table) + table.ratio + cardinal(f["b"], table), text)


def _counts(text: str, dialect: Dialect, table: Tables) -> str:
    what = counted(dialect)

    def read(found: re.Match[str]) -> str:
        return number(found["n"], table, counted=True) + (found["word"] or "") + table.or_more

    def two(found: re.Match[str]) -> str:
        return number(found["n"], table, counted=True)

    text = compiled(rf"{START}(?P<n>{NUMBER})(?P<word>{what})?\+(?![\dA-Za-z])").sub(read, text)
    to = re.escape(table.range)
    return compiled(rf"{START}(?P<n>{NUMBER})(?=(?:(?:{to}|至|到){NUMBER})?\s*{what})").sub(two, text)


def _rest(text: str, _dialect: Dialect, table: Tables) -> str:
    after_letter = compiled(r"(?<=[A-Za-z])[-\s]?(?P<n>\d+)")
    text = after_letter.sub(lambda found: digits(found["n"], table), text)
    minus = compiled(r"(?:(?<=[\s，。；：、(（为是约:])|^)[-−](?=\d)")
    text = minus.sub(table.minus, text)
    read: Callable[[re.Match[str]], str] = lambda found: number(found[0], table)  # noqa: E731
    text = compiled(rf"{START}{NUMBER}").sub(read, text)
    return compiled(r"\d+").sub(lambda found: cardinal(found[0], table), text)
