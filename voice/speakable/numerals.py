"""Figures to Chinese numerals."""

from __future__ import annotations

import itertools

from voice.speakable.tables import Tables

_PLACES = ("", "十", "百", "千")
_MYRIADS = (("亿", 8), ("万", 4))
_MAX_FIGURES = 16


def digits(figures: str, table: Tables) -> str:
    """Read figures one by one: ``2025`` is 二零二五."""
    return "".join(table.digits[int(f)] for f in figures)


def phone_digits(figures: str, table: Tables) -> str:
    """Read figures one by one, as telephone numbers are."""
    return "".join(table.phone_digits[int(f)] for f in figures)


def grouped(figures: str, table: Tables, sizes: tuple[int, ...] = ()) -> str:
    """Read figures one by one with a short pause between groups.

    Args:
        figures: ASCII figures.
        table: the dialect's table.
        sizes: lengths of the groups; what is left over goes in groups of four.
    """
    parts: list[str] = []
    rest = figures
    for size in itertools.chain(sizes, itertools.repeat(4)):
        if not rest:
            break
        parts.append(rest[:size])
        rest = rest[size:]
    if len(parts) > 1 and len(parts[-1]) == 1:
        parts[-2:] = [parts[-2] + parts[-1]]
    return "，".join(phone_digits(p, table) for p in parts)


def cardinal(figures: str, table: Tables, *, counted: bool = False) -> str:
    """Read a whole number.

    Args:
        figures: ASCII figures, leading zeros allowed; over 16 are read one by one.
        table: the dialect's table.
        counted: whether something is counted, so that 2 is 两.
    """
    figures = figures.lstrip("0") or "0"
    if len(figures) > _MAX_FIGURES:
        return grouped(figures, table)
    if figures == "0":
        return table.digits[0]
    if counted and figures == "2":
        return "两"
    for myriad, size in _MYRIADS:
        if len(figures) > size:
            high, low = figures[:-size], figures[-size:]
            head = cardinal(high, table, counted=True) + myriad
            if not low.strip("0"):
                return head
            gap = table.digits[0] if low[0] == "0" else ""
            return head + gap + _inner(low.lstrip("0"), table)
    return _below_ten_thousand(figures, table, leading=True)


def _inner(figures: str, table: Tables) -> str:
    """What follows a greater part: 十 is 一十 and 两 is 二 there."""
    if len(figures) > _MYRIADS[1][1]:
        high, low = figures[:-4], figures[-4:]
        gap = table.digits[0] if low[0] == "0" else ""
        tail = gap + _inner(low.lstrip("0"), table) if low.strip("0") else ""
        return _below_ten_thousand(high, table, leading=False) + _MYRIADS[1][0] + tail
    return _below_ten_thousand(figures, table, leading=False)


def _below_ten_thousand(figures: str, table: Tables, *, leading: bool) -> str:
    text = ""
    gap = False
    for index, figure in enumerate(figures):
        place = len(figures) - 1 - index
        if figure == "0":
            gap = True
            continue
        if gap and text:
            text += table.digits[0]
        gap = False
        first = leading and not text
        if figure == "1" and place == 1 and first:
            text += "十"
        elif figure == "2" and first and place == 3:
            text += "两千"
        elif figure == "2" and first and place == 2:
            text += table.two_hundred
        else:
            text += table.digits[int(figure)] + _PLACES[place]
    return text


def number(written: str, table: Tables, *, counted: bool = False) -> str:
    """Read a number that may have thousands separators and a decimal part: ``1,200.50``."""
    whole, _, decimals = written.replace(",", "").replace("，", "").partition(".")
    if not decimals:
        return cardinal(whole, table, counted=counted)
    return cardinal(whole, table) + table.point + digits(decimals, table)
