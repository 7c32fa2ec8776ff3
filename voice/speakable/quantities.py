"""Money, percentages, measures, fractions and counted things to words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from voice.dialect import Dialect
from voice.speakable.numerals import cardinal, digits, number
from voice.speakable.patterns import NUMBER, START, SUPERSCRIPTS, compiled, counted, unit, unit_names
from voice.speakable.ranges import ranges, signs
from voice.speakable.tables import Tables, any_of, tables

_MYRIAD = r"(?P<myriad>[百千万亿多几余]*)"


def quantities(text: str, dialect: Dialect) -> str:
    """Read every number that is left, by what stands around it."""
    table = tables(dialect)
    for step in _STEPS:
        text = step(text, dialect, table)
    return text


def _powers(text: str, _dialect: Dialect, table: Tables) -> str:
    def read(found: re.Match[str]) -> str:
        power = str(int("".join(str(unicodedata.digit(c)) for c in found["p"])))
        return number(found["n"], table) + (table.powers.get(power) or table.power.format(cardinal(power, table)))

    return compiled(rf"{START}(?P<n>{NUMBER})(?P<p>[{SUPERSCRIPTS}]{{1,3}})").sub(read, text)


def _products(text: str, _dialect: Dialect, table: Tables) -> str:
    return compiled(r"(?<=\d)\s*[*xX×]\s*(?=\d)").sub(table.symbols["×"], text)


def _versions(text: str, _dialect: Dialect, table: Tables) -> str:
    def read(found: re.Match[str]) -> str:
        return table.point.join(cardinal(part, table) for part in found[0].split("."))

    return compiled(rf"{START}\d+(?:\.\d+){{2,}}").sub(read, text)


def _ordinals(text: str, _dialect: Dialect, table: Tables) -> str:
    def read(found: re.Match[str]) -> str:
        return table.ordinal + cardinal(found["n"], table)

    return compiled(r"(?:第|(?<![A-Za-z])(?:No\.?|NO\.?))\s*(?P<n>\d+)(?![.,]?\d)").sub(read, text)


def _per(text: str, dialect: Dialect, table: Tables) -> str:
    what = rf"\d\s*[百千万亿]*(?:{any_of(table.money_words)}|{unit(dialect)}|{counted(dialect)})(?:/[一-鿿]+)+"
    return compiled(what).sub(lambda found: _before_units(found[0], dialect, table), text)


def _before_units(written: str, dialect: Dialect, table: Tables) -> str:
    return compiled(rf"/(?=[一-鿿])(?!{unit(dialect)})").sub(table.per, written)


def _money(text: str, _dialect: Dialect, table: Tables) -> str:
    def amount(found: re.Match[str]) -> str:
        whole, _, decimals = found["n"].partition(".")
        decimals = decimals.rstrip("0")
        return whole + ("." + decimals if decimals else "") + found["myriad"]

    def low(found: re.Match[str]) -> str:
        return _number(found["a"] + found["tens"], table) + found["to"] if found["a"] else ""

    def marked(found: re.Match[str]) -> str:
        named = compiled(any_of(table.money_words)).match(text, found.end())
        return low(found) + _number(amount(found), table) + ("" if named else table.currencies[found["sign"]])

    def called(found: re.Match[str]) -> str:
        return low(found) + _number(amount(found), table) + table.money_words[found["word"]]

    sign = rf"(?<![A-Za-z])(?P<sign>{any_of(table.currencies)})"
    lower = rf"(?:(?P<a>{NUMBER})\s*(?P<tens>[百千万亿]*)(?P<to>[到至]))?"
    text = compiled(rf"{sign}\s*{lower}(?P<n>{NUMBER})\s*{_MYRIAD}").sub(marked, text)
    return compiled(rf"{START}{lower}(?P<n>{NUMBER})\s*{_MYRIAD}\s*(?P<word>{any_of(table.money_words)})").sub(
        called, text
    )


def _number(written: str, table: Tables) -> str:
    figures = re.match(NUMBER, written)
    end = figures.end() if figures else 0
    return number(written[:end], table, counted=True) + written[end:]


def _percent(text: str, _dialect: Dialect, table: Tables) -> str:
    word = {"%": table.percent, "‰": table.permille}

    def read(found: re.Match[str]) -> str:
        minus = table.minus if found["minus"] else ""
        low = number(found["a"], table) + found["to"] if found["a"] else ""
        return minus + word[found["sign"]] + low + number(found["n"], table)

    low = rf"(?:(?P<a>{NUMBER})(?P<to>[到至]))?"
    minus = r"(?P<minus>(?:(?<![\w%])|(?<=[到至]))[-−])?"
    return compiled(rf"{minus}{START}{low}(?P<n>{NUMBER})\s*(?P<sign>[%‰])").sub(read, text)


def _measures(text: str, dialect: Dialect, table: Tables) -> str:
    units = unit_names(dialect)

    def read(found: re.Match[str]) -> str:
        written = found["unit"]
        name = units.get(written) or units[written.casefold()]
        below = table.below_zero if written in table.temperature else table.minus
        upper = (below if found["minus2"] else "") + number(found["n"], table, counted=True) + name
        before = below if found["minus"] else ""
        if not found["a"]:
            return before + upper
        lower = before + number(found["a"], table, counted=True)
        return lower + (name if before else "") + found["to"] + upper

    low = rf"(?:(?P<a>{NUMBER})(?P<to>[到至])(?P<minus2>[-−])?)?"
    return compiled(rf"(?P<minus>[-−])?{START}{low}(?P<n>{NUMBER})\s*(?P<unit>{unit(dialect)})").sub(read, text)


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
        return number(found["n"], table, counted=not text.endswith(table.minus, 0, found.start()))

    text = compiled(rf"{START}(?P<n>{NUMBER})(?P<word>{what})?\+(?![\dA-Za-z])").sub(read, text)
    return compiled(rf"{START}(?P<n>{NUMBER})(?=(?:[到至]{NUMBER})?\s*{what})").sub(two, text)


def _rest(text: str, _dialect: Dialect, table: Tables) -> str:
    def after_letter(found: re.Match[str]) -> str:
        return number(found["n"], table) if "." in found["n"] else digits(found["n"], table)

    text = compiled(r"(?<=[A-Za-z])[-\s]?(?P<n>\d+(?:\.\d+)?)").sub(after_letter, text)
    minus = compiled(r"(?:(?<=[\s，。；：、(（为是约:])|^)[-−](?=\d)")
    text = minus.sub(table.minus, text)
    read: Callable[[re.Match[str]], str] = lambda found: number(found[0], table)  # noqa: E731
    text = compiled(rf"{START}{NUMBER}").sub(read, text)
    return compiled(r"\d+").sub(lambda found: cardinal(found[0], table), text)


_STEPS = (
    _powers,
    _products,
    signs,
    _versions,
    ranges,
    signs,
    _ordinals,
    _per,
    _money,
    _percent,
    _measures,
    _fractions,
    _counts,
    _rest,
)
