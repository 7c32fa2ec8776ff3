"""Collects the blocks of a document while a reader goes through it."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.importing.document import Block, Heading, Paragraph, Place, Row, TableBlock
from knowledge.importing.headings import LONGEST_MARKED, heading_level, split_run_in
from knowledge.importing.layout import one_line


class BlockList:
    """Blocks in reading order; empty text adds none."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []

    def heading(self, text: str, level: int, place: Place | None = None) -> None:
        """A heading that the document marks as one; what is too long for one is running text."""
        text = one_line(text)
        if len(text) > LONGEST_MARKED:
            self._paragraph(text, place, listed=False)
        elif text:
            self._blocks.append(Heading(text=text, level=min(max(level, 1), 6), place=place or Place()))

    def line(self, text: str, place: Place | None = None, *, listed: bool = False) -> None:
        """A paragraph, or the numbered heading it is or begins with."""
        text = one_line(text)
        if not text:
            return
        level = None if listed else heading_level(text)
        if level is not None:
            self.heading(text, level, place)
        elif not listed and (run_in := split_run_in(text)):
            self.heading(run_in[1], run_in[0], place)
            self._paragraph(run_in[2], place, listed=False)
        else:
            self._paragraph(text, place, listed=listed)

    def table(self, rows: Sequence[Row], title: str | None = None) -> None:
        """A table. Rows without text are dropped; one of a single column is running text."""
        filled = tuple(row for row in rows if any(row.cells))
        if not filled:
            return
        if max(sum(bool(cell) for cell in row.cells) for row in filled) < 2:
            for row in filled:
                self.line("\n".join(row.cells), row.place)
            return
        self._blocks.append(TableBlock(rows=filled, title=title))

    def done(self) -> tuple[Block, ...]:
        """All of them."""
        return tuple(self._blocks)

    def _paragraph(self, text: str, place: Place | None, *, listed: bool) -> None:
        self._blocks.append(Paragraph(text=text, listed=listed, place=place or Place()))
