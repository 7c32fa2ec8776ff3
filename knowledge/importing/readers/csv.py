"""Tables as text: comma, semicolon or tab between cells, in any encoding that offices use."""

from __future__ import annotations

import csv
from io import StringIO

from knowledge.importing.blocks import BlockList
from knowledge.importing.cells import make_row, split_title
from knowledge.importing.document import Document, Place
from knowledge.importing.encoding import decode
from knowledge.importing.refusals import DamagedError
from knowledge.importing.source import CellCount, SourceFile

_DELIMITERS = ",\t;|，"
_LOOKED_AT = 20


def read(source: SourceFile) -> Document:
    """The one table in ``source``; a row's place is its line."""
    text = decode(source.file.read(), source.limits)
    count = CellCount(source.limits)
    rows = []
    reader = csv.reader(StringIO(text), delimiter=_delimiter(text))
    try:
        for cells in reader:
            count.add(sum(bool(cell.strip()) for cell in cells))
            rows.append(make_row(cells, Place(section=f"第{reader.line_num}行")))
    except csv.Error as error:
        sentence = f"line {reader.line_num} is not a row of a table ({error}); check its quotation marks"
        raise DamagedError(sentence) from error
    blocks = BlockList()
    title, rows_under = split_title(rows)
    blocks.table(rows_under, title)
    return Document(title=title or source.stem, blocks=blocks.done())


def _delimiter(text: str) -> str:
    """The sign that parts the most lines at the start, alike ones before others."""
    start = [line for line in text.split("\n")[:_LOOKED_AT] if line.strip()]
    return max(_DELIMITERS, key=lambda sign: (sum(sign in line for line in start), -_DELIMITERS.index(sign)))
