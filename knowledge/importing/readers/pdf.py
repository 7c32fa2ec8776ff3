"""PDFs with a text layer: page by page, tables by their ruled lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from knowledge.importing.document import Document, Remark
from knowledge.importing.readers.pdf_flow import Flow
from knowledge.importing.readers.pdf_pages import PageContent, page_content, without_running_heads
from knowledge.importing.refusals import DamagedError, EncryptedError, NoTextError, TooLargeError
from knowledge.importing.source import CellCount, SourceFile

_LOCKED = (PDFPasswordIncorrect, PDFEncryptionError)
_BROKEN = (PDFException, PSException, PdfminerException, ValueError, KeyError, TypeError, AttributeError, IndexError)
_GENERATED = ("microsoft word", "wps", "untitled", "anonymous", ".doc", ".xls", "(anonymous)")


def read(source: SourceFile) -> Document:
    """The document in ``source``; each block has its page."""
    with _named_errors(), pdfplumber.open(source.file) as pdf:
        if len(pdf.pages) > source.limits.pages:
            raise TooLargeError(f"it has {len(pdf.pages)} pages, more than the {source.limits.pages} allowed; split it")
        pages = list(_contents(pdf, source))
        metadata = pdf.metadata
    unread = [page for page in pages if not page.has_text and page.has_pictures]
    if not any(page.has_text for page in pages):
        raise NoTextError(
            "its pages are pictures without text (a scan); run text recognition (OCR) on it, or get the document itself"
        )
    flow = Flow(without_running_heads(pages))
    remarks = []
    if unread:
        numbers = "、".join(str(page.number) for page in unread)
        remarks.append(Remark(code="pages_without_text", values={"pages": numbers}))
    return Document(
        title=flow.title or _text(metadata, "Title") or source.stem,
        blocks=flow.blocks,
        issuer=_text(metadata, "Author"),
        published=_day(metadata),
        remarks=tuple(remarks),
    )


def _contents(pdf: PDF, source: SourceFile) -> Iterator[PageContent]:
    count = CellCount(source.limits)
    characters = 0
    total = len(pdf.pages)
    for number, page in enumerate(pdf.pages, start=1):
        content = page_content(page, number)
        page.close()
        for table in content.tables:
            count.add(sum(bool(cell) for row in table.rows for cell in row))
        characters += sum(len(line.text) for line in content.lines)
        if characters > source.limits.characters:
            raise TooLargeError(f"it has more than {source.limits.characters} characters; split it")
        source.progress(number, total)
        yield content


@contextmanager
def _named_errors() -> Iterator[None]:
    """What pdfminer raises, bare or wrapped by pdfplumber, as a refusal."""
    try:
        yield
    except _BROKEN as error:
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, _LOCKED):
            raise EncryptedError("the PDF is locked with a password; save or print a copy without one") from error
        raise DamagedError("the PDF is damaged; open it in a reader and print it to a new PDF") from error


def _text(metadata: dict[str, Any], key: str) -> str | None:
    value = metadata.get(key)
    if not isinstance(value, str) or not value.strip():
        return None
    return None if any(word in value.lower() for word in _GENERATED) else value.strip()


def _day(metadata: dict[str, Any]) -> str | None:
    """The day of ``D:20260105…``, as PDFs write it."""
    value = metadata.get("CreationDate")
    figures = value.removeprefix("D:")[:8] if isinstance(value, str) else ""
    if len(figures) < 8 or not figures.isdigit():
        return None
    return f"{figures[:4]}-{figures[4:6]}-{figures[6:]}"
