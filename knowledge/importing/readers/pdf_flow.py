"""Puts the lines of PDF pages together again: title, headings, paragraphs, and tables that run over pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from knowledge.importing.blocks import BlockList
from knowledge.importing.cells import make_row
from knowledge.importing.document import Block, Place, Row
from knowledge.importing.headings import heading_level
from knowledge.importing.layout import joined
from knowledge.importing.readers.pdf_pages import Line, PageContent, PdfTable

_LARGER = 1.15
"""How much larger than the body the type of a heading is."""
_LONGEST_HEADING = 60
_SHORT_OF_EDGE = 2.0
"""In widths of a character: a line that ends this far before the edge ends its paragraph."""
_INDENT = 1.5
"""In widths of a character: a line that begins this far inside begins a paragraph."""
_SENTENCE_ENDS = tuple("。！？；：")


class Flow:
    """The text of ``pages`` as blocks, and its title if it has one.

    Attributes:
        title: the large type that stands first.
        blocks: what follows.
    """

    def __init__(self, pages: Sequence[PageContent]) -> None:
        lines = [line for page in pages for line in page.lines]
        self._body = _most_written(lines)
        self._left = min((line.left for line in lines), default=0.0)
        self._right = max((line.right for line in lines), default=0.0)
        self._list = BlockList()
        self._text = ""
        self._place = Place()
        self._before: Line | None = None
        self._large: tuple[str, float, Place] | None = None
        self._rows: list[Row] = []
        self.title = ""
        for page in pages:
            parts: list[Line | PdfTable] = [*page.lines, *page.tables]
            for part in sorted(parts, key=lambda part: part.top):
                if isinstance(part, PdfTable):
                    self._table(part, page.number)
                else:
                    self._line(part, page.number)
        self._end_paragraph()
        self._end_table()
        self.blocks: tuple[Block, ...] = self._list.done()

    def _line(self, line: Line, page: int) -> None:
        self._end_table()
        place = Place(page=page)
        if line.size >= self._body * _LARGER and len(line.text) <= _LONGEST_HEADING:
            self._larger(line, place)
            return
        self._end_heading()
        if self._begins(line):
            self._end_paragraph()
            self._place = place
        self._text = joined(self._text, line.text)
        self._before = line

    def _larger(self, line: Line, place: Place) -> None:
        """A line of a heading; the next of the same size goes on with it."""
        self._end_paragraph()
        if self._large and abs(self._large[1] - line.size) < 0.5 and heading_level(line.text) is None:
            self._large = (joined(self._large[0], line.text), line.size, self._large[2])
            return
        self._end_heading()
        self._large = (line.text, line.size, place)

    def _begins(self, line: Line) -> bool:
        """Whether a paragraph begins with this line."""
        before = self._before
        if before is None or not self._text:
            return True
        ended_early = before.right < self._right - _SHORT_OF_EDGE * before.size
        indented = line.left > self._left + _INDENT * line.size and line.left > before.left + 1
        apart = line.top > before.bottom and line.top - before.bottom > 1.6 * line.size
        complete = before.text.endswith(_SENTENCE_ENDS)
        return ended_early or indented or apart or (complete and heading_level(line.text) is not None)

    def _end_paragraph(self) -> None:
        if self._text:
            self._list.line(self._text, self._place)
        self._text, self._before = "", None

    def _end_heading(self) -> None:
        if self._large is None:
            return
        text, size, place = self._large
        self._large = None
        if not self.title and not self._list.done():
            self.title = text
            return
        self._list.heading(text, heading_level(text) or (1 if size >= self._body * 1.5 else 2), place)

    def _table(self, table: PdfTable, page: int) -> None:
        """A table; one of as many columns that follows directly, on the next page, goes on with it."""
        self._end_heading()
        self._end_paragraph()
        rows = [make_row(cells, Place(page=page, section=None)) for cells in table.rows]
        goes_on = self._rows and len(self._rows[0].cells) == len(rows[0].cells) and self._rows[-1].place.page != page
        if not goes_on:
            self._end_table()
        elif rows[0].cells == self._rows[0].cells:
            rows = rows[1:]
        self._rows += rows

    def _end_table(self) -> None:
        self._list.table(self._rows)
        self._rows = []


def _most_written(lines: Sequence[Line]) -> float:
    """The size of most of the text."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
