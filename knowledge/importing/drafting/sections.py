"""Parts a document at its headings into pieces that one item can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.importing.data import read_data
from knowledge.importing.document import Block, Heading, Paragraph, Place, TableBlock
from knowledge.importing.headings import without_number

SHORT = 30
"""Characters below which a section is merged with the one after it."""
LONG = 260
"""Characters above which a section is cut: about a minute when it is read aloud slowly."""

_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；]+[”」』）)]*|\n|$)")


@dataclass(frozen=True)
class Section:
    """What stands under one heading.

    Attributes:
        headings: from the highest to its own, without their numbers.
        text: its sentences, entries of lists and rows of tables, each of the latter on a line.
        place: where it begins.
        merged: the headings of short sections that it took in.
    """

    headings: tuple[str, ...]
    text: str
    place: Place
    merged: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """Its own heading; empty for what stands before the first."""
        return self.headings[-1] if self.headings else ""


def sections(blocks: Sequence[Block]) -> list[Section]:
    """The sections that say something; short ones are merged with what follows under the same higher heading."""
    return list(_merged(list(_by_headings(blocks))))


def pieces(text: str) -> list[str]:
    """``text`` in pieces of at most about `LONG` characters, cut between sentences, entries and rows, evenly long.

    A sentence that is longer by itself is cut behind a comma, or where it must be.
    """
    if len(text) <= LONG:
        return [text]
    parts = [part for found in _SENTENCE.findall(text) if found.strip() for part in _cut(found)]
    wanted = -(-len(text) // LONG)
    even = len(text) / wanted
    result = [""]
    for part in parts:
        length = len(result[-1])
        if length and (length + len(part) / 2 > even or length + len(part) > LONG):
            result.append("")
        result[-1] += part
    return [piece.strip() for piece in result if piece.strip()]


def _cut(sentence: str) -> Iterator[str]:
    """A sentence in pieces of at most `LONG` characters."""
    while len(sentence) > LONG:
        end = max(sentence.rfind(sign, 1, LONG) for sign in "，、：") + 1 or LONG
        yield sentence[:end]
        sentence = sentence[end:]
    yield sentence


def _by_headings(blocks: Sequence[Block]) -> Iterator[Section]:
    path: list[tuple[int, str]] = []
    lines: list[str] = []
    place = Place()
    for block in blocks:
        if isinstance(block, Heading):
            yield from _section(path, lines, place)
            path = [(level, text) for level, text in path if level < block.level]
            path.append((block.level, without_number(block.text)))
            lines, place = [], block.place
            continue
        if not lines and place == Place():
            place = _place(block)
        lines += _lines(block)
    yield from _section(path, lines, place)


def _section(path: Sequence[tuple[int, str]], lines: Sequence[str], place: Place) -> Iterator[Section]:
    if lines:
        yield Section(tuple(text for _, text in path), "\n".join(lines), place)


def _merged(found: Sequence[Section]) -> Iterator[Section]:
    """Takes a short section together with the next one of the same parent."""
    waiting: Section | None = None
    for section in found:
        if waiting is not None and waiting.headings[:-1] == section.headings[:-1]:
            section = _together(waiting, section)
        elif waiting is not None:
            yield waiting
        waiting = section if len(section.text) < SHORT else None
        if waiting is None:
            yield section
    if waiting is not None:
        yield waiting


def _together(first: Section, second: Section) -> Section:
    headings = (*(first.merged or (first.heading,)), second.heading)
    opening = f"{first.text}\n{second.heading}：{second.text}" if second.heading else f"{first.text}\n{second.text}"
    return Section(first.headings, opening, first.place, headings)


def _place(block: Paragraph | TableBlock) -> Place:
    return block.rows[0].place if isinstance(block, TableBlock) else block.place


def _lines(block: Paragraph | TableBlock) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    return [_row_told(block, row.cells) for row in block.rows[1:]] or ["，".join(filter(None, block.rows[0].cells))]


def _row_told(table: TableBlock, cells: Sequence[str]) -> str:
    """A row of a table as a line: "名称：……，电话：……。"."""
    template: str = read_data("section.yaml")["cell"]["cmn"]
    header = table.rows[0].cells
    pairs = [(head, cell.replace("\n", "，")) for head, cell in zip(header, cells, strict=False) if cell]
    told = "，".join(template.format(header=head, cell=cell) if head else cell for head, cell in pairs)
    return f"{told}。" if told else ""
