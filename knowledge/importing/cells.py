"""Cells of a table as text, with what a spreadsheet would have run taken off."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.importing.document import Place, Remark, Row
from knowledge.importing.headings import LONGEST_MARKED
from knowledge.importing.layout import lines, one_line

_ROWS_UNDER_TITLE = 3
"""Rows of the smallest table with a title: that, the headings, and one more."""
_SHORTEST_TITLE = 5
_ALWAYS = "=@"
_UNLESS_NUMBER = "+-"
_NUMBER = re.compile(r"^[+-]\s?[\d(（.]")


def make_row(cells: Sequence[str], place: Place) -> Row:
    """A row; what its cells would have made a spreadsheet do is taken off and remarked on."""
    kept: list[str] = []
    remarks: list[Remark] = []
    for cell in cells:
        text = lines(cell)
        plain = without_formula(text)
        if plain != text:
            remarks.append(Remark(code="formula_sign", values={"cell": text[:60]}))
        kept.append(plain)
    return Row(cells=tuple(kept), place=place, remarks=tuple(remarks))


def split_title(rows: Sequence[Row]) -> tuple[str | None, Sequence[Row]]:
    """The title in the first row, where that holds one text and a table stands under it, and the other rows."""
    filled = [row for row in rows if any(row.cells)]
    if len(filled) < _ROWS_UNDER_TITLE:
        return None, rows
    said, under = ({cell for cell in row.cells if cell} for row in filled[:2])
    title = one_line(next(iter(said)))
    if len(said) != 1 or len(under) < 2 or not _SHORTEST_TITLE <= len(title) <= LONGEST_MARKED:
        return None, rows
    return title, filled[1:]


def without_formula(text: str) -> str:
    """``text`` without the signs at its start that make a spreadsheet take it for a formula; numbers keep theirs."""
    while text and (text[0] in _ALWAYS or (text[0] in _UNLESS_NUMBER and len(text) > 1 and not _NUMBER.match(text))):
        text = text[1:].lstrip()
    return text
