"""What stands on one page of a PDF: lines of text with their size, and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pdfplumber.page import Page

from knowledge.importing.layout import lines as tidy
from knowledge.importing.layout import without_gaps

_MARGIN = 0.09
"""Share of a page's height, at its top and bottom, where running heads and page numbers stand."""
_PAGE_NUMBER = re.compile(r"^[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—–·\s]*$")
_FIGURES = re.compile(r"\d+")
_REPEATED_ON = 3
"""Pages on which a line of the margin must come back to be a running head."""


@dataclass(frozen=True)
class Line:
    """One line of text; lengths in points, ``top`` counted from the top of the page."""

    text: str
    size: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class PdfTable:
    """The cells of a table by rows, and its top edge in points."""

    rows: tuple[tuple[str, ...], ...]
    top: float


@dataclass(frozen=True)
class PageContent:
    """One page; ``left`` and ``right`` are the edges of its text."""

    number: int
    height: float
    lines: tuple[Line, ...]
    tables: tuple[PdfTable, ...]
    has_text: bool
    has_pictures: bool


def page_content(page: Page, number: int) -> PageContent:
    """The lines and tables of ``page``."""
    found = [t for t in page.find_tables() if len(t.rows) > 1 and max(len(row.cells) for row in t.rows) > 1]
    boxes = [table.bbox for table in found]
    outside = page.filter(lambda obj: not _inside(obj, boxes)) if boxes else page
    tables = tuple(
        PdfTable(tuple(tuple(tidy(cell or "") for cell in row) for row in table.extract()), table.bbox[1])
        for table in found
    )
    lines = tuple(_line(raw) for raw in outside.extract_text_lines(return_chars=True) if raw["text"].strip())
    return PageContent(number, float(page.height), lines, tables, bool(page.chars), bool(page.images))


def without_running_heads(pages: Sequence[PageContent]) -> list[PageContent]:
    """The pages without page numbers and without what comes back in the margins of several."""
    seen = Counter(key for page in pages for key in {_key(x) for x in page.lines if _in_margin(page, x)})

    def stays(page: PageContent, line: Line) -> bool:
        if not _in_margin(page, line):
            return True
        return not _PAGE_NUMBER.match(line.text) and seen[_key(line)] < _REPEATED_ON

    return [replace(page, lines=tuple(x for x in page.lines if stays(page, x))) for page in pages]


def _line(raw: dict[str, Any]) -> Line:
    sizes = Counter(round(float(char["size"]), 1) for char in raw["chars"])
    size = sizes.most_common(1)[0][0] if sizes else float(raw["bottom"] - raw["top"])
    return Line(without_gaps(raw["text"]), size, raw["x0"], raw["x1"], raw["top"], raw["bottom"])


def _inside(obj: dict[str, Any], boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    middle_x = (obj["x0"] + obj["x1"]) / 2
    middle_y = (obj["top"] + obj["bottom"]) / 2
    return any(x0 <= middle_x <= x1 and top <= middle_y <= bottom for x0, top, x1, bottom in boxes)


def _in_margin(page: PageContent, line: Line) -> bool:
    return line.bottom < page.height * _MARGIN or line.top > page.height * (1 - _MARGIN)


def _key(line: Line) -> str:
    return _FIGURES.sub("0", line.text)
