"""Recognises a table by its headings: which kind of item its rows are, and which column is which field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from knowledge.importing.data import read_data
from knowledge.importing.document import Row, TableBlock
from knowledge.importing.fields.plain import plain
from knowledge.importing.refusals import MissingDetailError

RowKind = Literal["canteen", "voucher"]
ROW_KINDS: tuple[RowKind, ...] = ("canteen", "voucher")
IGNORE = "ignore"
_LOOKED_AT = 8
"""Rows at the top among which the headings are looked for."""
_ENOUGH = 2
"""Columns that must be recognised, the name among them."""
_IN_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True)
class Recognised:
    """A table whose rows become items.

    Attributes:
        kind: of the items.
        header: the headings as written, by column.
        fields: the field of each column, None where there is none.
        rows: the rows under the headings.
    """

    kind: RowKind
    header: tuple[str, ...]
    fields: tuple[str | None, ...]
    rows: tuple[Row, ...]

    @property
    def known(self) -> int:
        """How many of its columns are fields."""
        return sum(field is not None for field in self.fields)


def recognise(
    table: TableBlock, context: str, *, kind: str | None = None, given: Mapping[str, str] | None = None
) -> Recognised | None:
    """The table as rows of one kind, or None when it is a table of something else.

    Args:
        table: with its headings somewhere in its first rows.
        context: titles and headings over it.
        kind: told by a person; otherwise the table must show by its words what it lists.
        given: heading → field, told by a person; they go before what is guessed.

    Raises:
        MissingDetailError: ``given`` names a field that there is not.
    """
    kinds = tuple(k for k in ROW_KINDS if kind in (k, None))
    by_person = _checked(given or {}, kinds)
    found = [one for k in kinds if (one := _with_headings(table, k, by_person))]
    for candidate in sorted(found, key=lambda one: one.known, reverse=True):
        if kind or _shows(candidate.kind, candidate, context):
            return candidate
    return None


def field_names(kind: RowKind) -> tuple[str, ...]:
    """The fields that a column of such a table can be."""
    return tuple(_fields(kind))


def _with_headings(table: TableBlock, kind: RowKind, given: Mapping[str, str]) -> Recognised | None:
    best: tuple[int, int, tuple[str | None, ...]] | None = None
    for number, row in enumerate(table.rows[:_LOOKED_AT]):
        fields = _fields_of(row.cells, kind, given)
        known = sum(field is not None for field in fields)
        if "title" in fields and known >= _ENOUGH and (best is None or known > best[0]):
            best = (known, number, fields)
    if best is None:
        return None
    _, number, fields = best
    header = table.rows[number]
    rows = tuple(row for row in table.rows[number + 1 :] if row.cells != header.cells)
    return Recognised(kind, header.cells, fields, rows)


def _fields_of(cells: Sequence[str], kind: RowKind, given: Mapping[str, str]) -> tuple[str | None, ...]:
    """The field of each heading; a field is taken once, by the heading that says it best."""
    wanted = [(_match(cell, kind, given), column) for column, cell in enumerate(cells)]
    fields: list[str | None] = [None] * len(cells)
    for (_, field), column in sorted(((m, c) for m, c in wanted if m), key=lambda pair: (-pair[0][0], pair[1])):
        if field == IGNORE or field not in fields:
            fields[column] = field
    return tuple(fields)


def _match(cell: str, kind: RowKind, given: Mapping[str, str]) -> tuple[float, str] | None:
    """How surely a heading means a field (higher is surer), and which."""
    heading = plain(cell)
    if heading in given:
        return 1000.0, given[heading]
    if not heading or len(heading) > 20:
        return None
    bare = _IN_BRACKETS.sub("", heading)
    best: tuple[float, str] | None = None
    for field, names in _fields(kind).items():
        for name in names:
            if name in (heading, bare):
                score = 100.0 + len(name)
            elif len(name) > 1 and name in bare:
                score = float(len(name)) + 0.5 * bare.endswith(name)
            else:
                continue
            if best is None or score > best[0]:
                best = (score, field)
    return best


@cache
def _fields(kind: RowKind) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = read_data("columns.yaml")[kind]["fields"]
    return {field: [plain(name) for name in names] for field, names in fields.items()}


def _checked(given: Mapping[str, str], kinds: Sequence[RowKind]) -> dict[str, str]:
    known = {field for kind in kinds for field in field_names(kind)}
    for heading, field in given.items():
        if field not in known:
            raise MissingDetailError(
                f"column {heading!r} is mapped to {field!r}, which is no field; these are: {', '.join(sorted(known))}"
            )
    return {plain(heading): field for heading, field in given.items()}


def _shows(kind: RowKind, table: Recognised, context: str) -> bool:
    """Whether the words over the table, its headings or most of its names tell the kind."""
    signs: list[str] = read_data("columns.yaml")[kind]["signs"]
    above = plain(context + "".join(table.header))
    if any(sign in above for sign in signs):
        return True
    column = table.fields.index("title")
    names = [plain(row.cells[column]) for row in table.rows if column < len(row.cells) and row.cells[column]]
    return 2 * sum(any(sign in name for sign in signs) for name in names) > len(names)
