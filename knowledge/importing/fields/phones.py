"""Numbers to call, written as they are dialled."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.chinese import normalise

_AREA = "0750"
"""Jiangmen's, whose numbers have seven figures."""
_MOBILE = r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)"
_LANDLINE = r"(?<![\d-])\(?(0\d{2,3})\)?[- ]?(\d{3,4}[- ]?\d{4}|\d{4}[- ]?\d{3})(?:(?:转|-|ext\.?)(\d{1,5}))?(?!\d)"
_SERVICE = r"(?<![\d-])(400|800)[- ]?(\d{3,4})[- ]?(\d{3,4})(?![\d-])"
_SHORT = r"(?<![\d-])(1(?:10|19|20|22|2\d{3}|0\d{3})|95\d{3,4}|96\d{3,4})(?![\d-])"
_LOCAL = r"(?<![\d-])(?<!\d )([2-8]\d{2}[- ]?\d{4})(?![\d-])(?! ?\d|转|ext)"
_ANY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in (
    ("mobile", _MOBILE), ("landline", _LANDLINE), ("service", _SERVICE), ("short", _SHORT), ("local", _LOCAL),
)))  # fmt: skip
_FILLER = re.compile(r"[\s,;/、.:()]|(?:联系)?电话|手机|座机|热线|或|tel|phone")


@dataclass(frozen=True)
class Phones:
    """The numbers of a cell, and what else stands in it (a name, a number that is not whole).

    Whole numbers come first; ``without_area`` are those of the numbers that can be dialled only where they are at home.
    """

    numbers: tuple[str, ...]
    rest: str
    without_area: tuple[str, ...] = ()


def parse_phones(text: str) -> Phones:
    """Landlines (0750-3861234), mobiles, 400 numbers and short codes; local numbers as they are."""
    written = re.sub(r"(?<=\d)\s*-\s*(?=\d)", "-", normalise(text))
    found = [match for match in _ANY.finditer(written) if _complete(match)]
    rest = written
    for match in reversed(found):
        rest = rest[: match.start()] + rest[match.end() :]
    local = tuple(dict.fromkeys(_written(match) for match in found if match["local"]))
    whole = tuple(dict.fromkeys(_written(match) for match in found if not match["local"]))
    return Phones(whole + local, _FILLER.sub("", rest), local)


def _complete(found: re.Match[str]) -> bool:
    """Whether a landline has as many figures as those of its area."""
    if not found["landline"]:
        return True
    area, local, _ = found.groups()[5:8]
    length = len(re.sub(r"\D", "", local))
    return length == 7 if area == _AREA else length + len(area) in (11, 12)


def _written(found: re.Match[str]) -> str:
    figures = re.sub(r"\D", "", found.group())
    if found["mobile"]:
        return figures[-11:]
    if found["service"]:
        return f"{figures[:3]}-{figures[3:6]}-{figures[6:]}" if len(figures) == 10 else figures
    if found["landline"]:
        return _landline(found)
    return figures


def _landline(found: re.Match[str]) -> str:
    area, local, extension = (group for group in found.groups()[5:8])
    number = f"{area}-{re.sub(r'[- ]', '', local)}"
    return f"{number}转{extension}" if extension else number
