"""Reads the cells of one row into fields, and keeps a note of everything that a person should look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from knowledge.importing.drafting.notes import note
from knowledge.importing.fields.phones import parse_phones
from knowledge.importing.layout import clipped

T = TypeVar("T")

_LONGEST = 200
"""Characters of a cell; what is longer was pasted there by mistake."""
_LONGEST_TITLE = 60


class RowReading:
    """The cells of one row by field.

    Attributes:
        notes: grow as cells are read.
    """

    def __init__(self, cells: Mapping[str, str], headings: Mapping[str, str]) -> None:
        self._headings = headings
        self.notes: list[str] = []
        self._cells = {field: self._bounded(field, cell) for field, cell in cells.items()}

    def text(self, field: str) -> str | None:
        """The cell on one line; None when there is none or it is empty."""
        cell = self._cells.get(field, "").strip()
        return "，".join(cell.split("\n")) if cell and cell not in ("-", "—", "/", "无", "暂无", "\\") else None

    def raw(self, field: str) -> str | None:
        """The cell with its lines; None when `text` is."""
        return self._cells[field] if self.text(field) else None

    def heading(self, field: str) -> str:
        """The heading of the field's column, as written."""
        return self._headings.get(field, field)

    def parsed(self, field: str, parse: Callable[[str], T | None]) -> T | None:
        """What ``parse`` makes of the cell; when it is None and the cell is not, that is noted."""
        text = self.text(field)
        if text is None:
            return None
        found = parse(self._cells[field])
        if found is None:
            self.not_understood(field)
        return found

    def not_understood(self, field: str) -> None:
        """Note that a cell stays text."""
        self.notes.append(note("not_understood", column=self.heading(field), text=self._cells[field]))

    def phone(self, field: str = "phone") -> str | None:
        """The first number of a cell; others, names and incomplete numbers are noted."""
        if self.text(field) is None:
            return None
        found = parse_phones(self._cells[field])
        if found.rest:
            self.notes.append(note("phone_rest", column=self.heading(field), text=self._cells[field]))
        if found.numbers and found.numbers[0] in found.without_area:
            self.notes.append(note("no_area", phone=found.numbers[0]))
        if len(found.numbers) > 1:
            self.notes.append(note("more_phones", phones="、".join(found.numbers)))
        return found.numbers[0] if found.numbers else None

    def _bounded(self, field: str, cell: str) -> str:
        """The cell, or its start when it is too long to be told; that is noted."""
        most = _LONGEST_TITLE if field == "title" else _LONGEST
        if len(cell) <= most:
            return cell
        self.notes.append(note("too_long", column=self.heading(field), count=str(len(cell))))
        return clipped(cell, most)
