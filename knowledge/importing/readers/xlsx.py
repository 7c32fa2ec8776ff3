"""Excel workbooks: one table per visible sheet; formulas count by the value they last gave."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.importing.archive import check_archive
from knowledge.importing.blocks import BlockList
from knowledge.importing.cells import make_row, split_title
from knowledge.importing.document import Document, Heading, Place, Remark, Row
from knowledge.importing.formats import Format
from knowledge.importing.refusals import DamagedError, EmptyFileError, TooLargeError
from knowledge.importing.source import CellCount, SourceFile

_WIDEST = 100
"""Columns looked at; lists of places and vouchers have far fewer."""
_STRETCH = 5
"""How many empty cells may lie about for each one allowed."""
_BROKEN = (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError)


def read(source: SourceFile) -> Document:
    """The workbook in ``source``; a row's place is its sheet and its number there."""
    check_archive(source.file, Format.XLSX, source.limits)
    try:
        book = load_workbook(source.file, data_only=True)
    except _BROKEN as error:
        raise DamagedError("the workbook is damaged; open it in Excel and save it again") from error
    blocks = BlockList()
    count = CellCount(source.limits)
    remarks: list[Remark] = []
    titles: list[str | None] = []
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            titles.append(_sheet(sheet, blocks, count, remarks))
        else:
            remarks.append(Remark(code="hidden_sheet", values={"sheet": sheet.title}))
    found = blocks.done()
    if all(isinstance(block, Heading) for block in found):
        raise EmptyFileError("there is nothing in its visible sheets; check that it was saved completely")
    title = titles[0] if len(titles) == 1 else None  # of several sheets, none speaks for the file
    return _document(book, title, source.stem, blocks, remarks)


def _document(book: Workbook, title: str | None, stem: str, blocks: BlockList, remarks: list[Remark]) -> Document:
    properties = book.properties
    moment = properties.modified or properties.created
    return Document(
        title=title or (properties.title or "").strip() or stem,
        blocks=blocks.done(),
        issuer=(properties.creator or "").strip() or None,
        published=moment.date().isoformat() if moment else None,
        remarks=tuple(remarks),
    )


def _sheet(sheet: Worksheet, blocks: BlockList, count: CellCount, remarks: list[Remark]) -> str | None:
    """Reads the sheet; gives the title over its table."""
    width = min(sheet.max_column, _WIDEST)
    if sheet.max_row * width > count.limits.cells * _STRETCH:
        raise TooLargeError(
            f"sheet {sheet.title!r} reaches down to row {sheet.max_row}; delete the empty rows below its table"
        )
    if sheet.max_column > _WIDEST:
        remarks.append(Remark(code="wide_sheet", values={"sheet": sheet.title, "column": get_column_letter(_WIDEST)}))
    hidden_columns = _hidden_columns(sheet)
    if hidden_columns:
        shown = "、".join(get_column_letter(n) for n in sorted(hidden_columns))
        remarks.append(Remark(code="hidden_columns", values={"sheet": sheet.title, "columns": shown}))
    rows: list[Row] = []
    hidden_rows: list[str] = []
    for number, values in _filled(sheet, width, hidden_columns):
        if sheet.row_dimensions[number].hidden:
            hidden_rows.append(str(number))
            continue
        count.add(sum(bool(value) for value in values))
        rows.append(make_row(values, Place(section=f"{sheet.title} 第{number}行")))
    if hidden_rows:
        shown = "、".join(hidden_rows[:20]) + ("……" if len(hidden_rows) > 20 else "")
        remarks.append(Remark(code="hidden_rows", values={"sheet": sheet.title, "rows": shown}))
    own, rows_under = split_title(rows)
    blocks.table(rows_under, f"{sheet.title} {own}" if own else sheet.title)
    return own


def _filled(sheet: Worksheet, width: int, hidden: set[int]) -> Iterator[tuple[int, list[str]]]:
    """Number and visible cells of each row that has something; merged cells count for each of their rows."""
    merged = _merged(sheet, width)
    for number, cells in enumerate(sheet.iter_rows(max_col=width, values_only=True), start=1):
        shown = [merged.get((number, c), value) for c, value in enumerate(cells, start=1) if c not in hidden]
        values = [_text(value) for value in shown]
        if any(values):
            yield number, values


def _merged(sheet: Worksheet, width: int) -> dict[tuple[int, int], Any]:
    """The value of each cell of every merged range."""
    values: dict[tuple[int, int], Any] = {}
    for area in sheet.merged_cells.ranges:
        value = sheet.cell(area.min_row, area.min_col).value
        for row in range(area.min_row, min(area.max_row, sheet.max_row) + 1):
            for column in range(area.min_col, min(area.max_col, width) + 1):
                values[row, column] = value
    return values


def _hidden_columns(sheet: Worksheet) -> set[int]:
    hidden: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min and dimension.max:
            hidden.update(range(dimension.min, min(dimension.max, _WIDEST) + 1))
    return hidden


def _text(value: Any) -> str:
    """A cell as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
