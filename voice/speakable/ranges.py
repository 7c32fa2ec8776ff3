"""A dash between figures: a range, a minus, or a part of an address."""

from __future__ import annotations

import re

from voice.dialect import Dialect
from voice.speakable.patterns import DASH, DASHES, NUMBER, START, compiled, counted, unit
from voice.speakable.tables import Tables, any_of


def signs(text: str, dialect: Dialect, table: Tables) -> str:
    """A dash that is a minus; percentages and measures have their own."""
    not_building = "".join(rf"(?<!{re.escape(word)})" for word in table.buildings)
    upper = rf"(?:\s*(?:{DASH}|[到至])[-−]?{NUMBER})?"
    own = rf"(?!{NUMBER}(?:[\d.,]|{upper}\s*(?:[%‰]|{unit(dialect)})))"
    before = rf"(?:^|(?<=[\s，。；：、(（:{re.escape(table.before_minus)}]))"
    text = compiled(rf"{before}[-−](?=\d){own}").sub(table.minus, text)
    return compiled(rf"(?<![\dA-Za-z{DASHES}]){not_building}[-−](?=\d+[层楼])").sub(table.minus, text)


def ranges(text: str, dialect: Dialect, table: Tables) -> str:
    """A dash between two numbers is a range when it goes up, and a part of an address when not."""

    def unit_range(found: re.Match[str]) -> str:
        return found["u"] + table.range + _minus_after(found["to"])

    sign = any_of(table.currencies)
    thing = rf"[%‰]|{unit(dialect)}|日|{counted(dialect)}|(?P<name>{any_of(table.numbered)})|(?={DASH}{sign})"
    after_unit = rf"(?<=\d)(?P<u>\s*[百千万亿]*(?:{thing})|[百千万亿]+)(?P<to>{DASH})"
    upper = rf"(?=(?:{sign})?\s*\d)(?(name)(?=\d+(?P=name)))"
    text = compiled(after_unit + upper).sub(unit_range, text)
    text = compiled(rf"(?:(?<=/\d)|(?<=半)){DASH}(?=\d+\s*{counted(dialect)})").sub(table.range, text)

    def read(found: re.Match[str]) -> str:
        low, high = (float(found[g].replace(",", "")) for g in ("a", "b"))
        below = text[max(0, found.start() - 1) : found.start()] in ("-", "−", table.minus)
        minus = _minus_after(found["to"])
        return found["a"] + (table.range if below or minus or low < high else "之") + minus + found["b"]

    pair = compiled(rf"{START}(?P<a>{NUMBER})(?P<to>{DASH})(?P<b>{NUMBER})")
    text = pair.sub(read, text)
    return pair.sub(read, text)


def _minus_after(dash: str) -> str:
    """The minus of the upper end, when it stands right after the dash: -5~-1."""
    return "-" if re.search(r"[~～–—]\s*-$", dash) else ""
