"""Markdown with tables, by CommonMark's rules; HTML in it is left out."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.importing.blocks import BlockList
from knowledge.importing.cells import make_row
from knowledge.importing.document import Document, Heading, Place
from knowledge.importing.encoding import decode
from knowledge.importing.source import CellCount, SourceFile


def read(source: SourceFile) -> Document:
    """The document in ``source``; its title is its first heading of level 1."""
    text = decode(source.file.read(), source.limits)
    tokens = iter(MarkdownIt("commonmark").enable("table").parse(text))
    blocks = BlockList()
    count = CellCount(source.limits)
    depth_of_list = 0
    for token in tokens:
        if token.type == "heading_open":
            blocks.heading(_inline(next(tokens)), int(token.tag[1]))
        elif token.type == "table_open":
            _table(tokens, blocks, count)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            depth_of_list += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth_of_list -= 1
        elif token.type == "inline":
            for line in _inline(token).split("\n"):
                blocks.line(line, listed=depth_of_list > 0)
        elif token.type in ("fence", "code_block"):
            blocks.line(token.content)
    found = blocks.done()
    titles = [b.text for b in found if isinstance(b, Heading) and b.level == 1]
    return Document(title=titles[0] if titles else source.stem, blocks=found)


def _table(tokens: Iterator[Token], blocks: BlockList, count: CellCount) -> None:
    rows: list[list[str]] = []
    line = 0
    places: list[Place] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            line = token.map[0] + 1 if token.map else line
            rows.append([])
            places.append(Place(section=f"第{line}行"))
        elif token.type == "inline":
            rows[-1].append(_inline(token))
            count.add(1)
    blocks.table([make_row(cells, place) for cells, place in zip(rows, places, strict=True)])


def _inline(token: Token) -> str:
    """The text of a line without its marks; pictures and HTML are left out."""
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
    return "".join(parts)
