"""Word documents: styles tell headings and lists; tables stand where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree

from knowledge.importing.archive import check_archive
from knowledge.importing.blocks import BlockList
from knowledge.importing.cells import make_row
from knowledge.importing.document import Document, Heading, Place, Remark
from knowledge.importing.formats import Format
from knowledge.importing.headings import LONGEST_MARKED
from knowledge.importing.layout import one_line
from knowledge.importing.readers.docx_controls import unwrap
from knowledge.importing.refusals import DamagedError, EmptyFileError, TooLargeError
from knowledge.importing.source import CellCount, SourceFile

_HEADING_STYLE = re.compile(r"(?:heading|标题|標題)\s*(\d)", re.I)
_TITLE_STYLE = re.compile(r"^(?:title|标题|標題)$", re.I)
_LIST_STYLE = re.compile(r"^(?:list|列表|清單)", re.I)
_TRACKED = {qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo")}
_REMARKED = {"tracked_changes": _TRACKED, "text_boxes": {qn("w:txbxContent")}, "hidden_text": {qn("w:vanish")}}


def read(source: SourceFile) -> Document:
    """The document in ``source``. Word keeps no pages: the place of a text is its heading."""
    check_archive(source.file, Format.DOCX, source.limits)
    try:
        word = docx.Document(source.file)
    except (OpcError, KeyError, ValueError, etree.LxmlError) as error:
        raise DamagedError("the document is damaged; open it in Word and save it again") from error
    return _read(word, source)


def _read(word: WordDocument, source: SourceFile) -> Document:
    blocks = BlockList()
    count = CellCount(source.limits)
    title = ""
    characters = 0
    unwrap(word.element.body)
    for part in word.iter_inner_content():
        if isinstance(part, Table):
            _table(part, blocks, count)
            continue
        text = _text(part._p)
        characters += len(text)
        style = part.style.name if part.style and part.style.name else ""
        if not title and _TITLE_STYLE.match(style) and len(text) <= LONGEST_MARKED:
            title = one_line(text)
        else:
            _paragraph(part, text, style, blocks)
    if characters > source.limits.characters:
        raise TooLargeError(f"it has more than {source.limits.characters} characters; split it")
    found = blocks.done()
    if not found:
        raise EmptyFileError("there is no text in it; if it holds pictures of text, put the text in itself")
    return Document(
        title=title or _first_heading(found) or (word.core_properties.title or "").strip() or source.stem,
        blocks=found,
        issuer=(word.core_properties.author or "").strip() or None,
        published=_day(word),
        remarks=tuple(_remarks(word)),
    )


def _paragraph(part: WordParagraph, text: str, style: str, blocks: BlockList) -> None:
    if found := _HEADING_STYLE.search(style):
        blocks.heading(text, int(found.group(1)))
        return
    properties = part._p.pPr
    numbered = properties is not None and properties.numPr is not None
    blocks.line(text, listed=numbered or bool(_LIST_STYLE.match(style)))


def _text(paragraph: etree._Element) -> str:
    """What is seen of a paragraph: changes accepted, hidden text left out."""
    pieces: list[str] = []
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br")):
        if any(parent.tag == qn("w:txbxContent") for parent in node.iterancestors()):
            continue
        run = next(node.iterancestors(qn("w:r")), None)
        if run is None or _is_hidden(run):
            continue
        pieces.append(node.text or "" if node.tag == qn("w:t") else " ")
    return "".join(pieces)


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val"), "true") not in ("0", "false")


def _table(table: Table, blocks: BlockList, count: CellCount) -> None:
    rows = []
    for number, row in enumerate(table.rows, start=1):
        cells = [_cell(cell._tc) for cell in row.cells]
        count.add(len(cells))
        rows.append(make_row(cells, Place(section=f"表格第{number}行")))
    blocks.table(rows)


def _cell(cell: etree._Element) -> str:
    """The paragraphs of a cell, and the rows of tables in it, each on a line."""
    said: list[str] = []
    for part in cell:
        if part.tag == qn("w:p"):
            said.append(_text(part))
        elif part.tag == qn("w:tbl"):
            rows = (map(_cell, row.iterfind(qn("w:tc"))) for row in part.iterfind(qn("w:tr")))
            said += ["，".join(filter(None, row)) for row in rows]
    return "\n".join(said)


def _first_heading(found: tuple[object, ...]) -> str | None:
    first = found[0]
    return first.text if isinstance(first, Heading) and first.level == 1 else None


def _day(word: WordDocument) -> str | None:
    moment = word.core_properties.modified or word.core_properties.created
    return moment.date().isoformat() if moment else None


def _remarks(word: WordDocument) -> Iterator[Remark]:
    present = {node.tag for node in word.element.body.iter(etree.Element)}
    for code, tags in _REMARKED.items():
        if present & tags:
            yield Remark(code=code)
