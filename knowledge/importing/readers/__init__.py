"""One reader per format; each is imported when a file asks for it."""

from __future__ import annotations

from importlib import import_module

from knowledge.importing.formats import Format
from knowledge.importing.source import Reader

_READERS = {
    Format.PDF: "pdf",
    Format.DOCX: "docx",
    Format.XLSX: "xlsx",
    Format.HTML: "html",
    Format.MARKDOWN: "markdown",
    Format.CSV: "csv",
    Format.TEXT: "text",
}


def reader_for(found: Format) -> Reader:
    """The reader of a format: the function ``read`` of its module."""
    reader: Reader = import_module(f"{__name__}.{_READERS[found]}").read
    return reader
