"""Which format a file really has, told from its first bytes and held against its name."""

from __future__ import annotations

import re
from enum import StrEnum
from io import BufferedReader
from pathlib import PurePath

from knowledge.importing.refusals import (
    EncryptedError,
    MacrosError,
    MislabelledError,
    OldOfficeError,
    UnknownFormatError,
)


class Format(StrEnum):
    """What can be read."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    HTML = "html"
    MARKDOWN = "md"
    CSV = "csv"
    TEXT = "txt"


_SUFFIXES = {
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".xlsx": Format.XLSX,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".txt": Format.TEXT,
}
_WITH_MACROS = {".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb"}
_OLD = {".doc": "DOCX", ".dot": "DOCX", ".wps": "DOCX", ".xls": "XLSX", ".et": "XLSX", ".ppt": "PDF", ".rtf": "DOCX"}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"Rar!", "a packed file"),
)
_HEAD_BYTES = 4096
_WEB_PAGE = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.I | re.S)
_PACKED = (Format.DOCX, Format.XLSX)
_WRITTEN = (Format.MARKDOWN, Format.CSV, Format.TEXT)


def format_of(name: str, file: BufferedReader) -> Format:
    """The format of ``file``, named ``name``; the file is left at its start.

    Raises:
        UnknownFormatError: nothing here reads files named so.
        OldOfficeError, EncryptedError, MacrosError: Office files that are not taken.
        MislabelledError: the content is not what the name says.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in _WITH_MACROS:
        raise MacrosError(f"{suffix} files can carry macros (programs); save it as DOCX or XLSX without them")
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    if head.startswith(_OLE):
        raise _ole(suffix, file)
    if suffix in _OLD:
        raise OldOfficeError(f"{suffix} files are not read; open it and save it as {_OLD[suffix]}")
    wanted = _SUFFIXES.get(suffix)
    if wanted is None:
        known = " ".join(sorted(_SUFFIXES))
        raise UnknownFormatError(f"files named {suffix or 'without an ending'} are not read; these are: {known}")
    found = _content(head)
    if not _agree(wanted, found):
        raise MislabelledError(
            f"the name says {suffix}, but the content is {found}; find out where it is from, "
            f"and save it as what it should be"
        )
    return wanted


def _content(head: bytes) -> str:
    """What the first bytes are, in words."""
    if b"%PDF-" in head[:1024]:
        return "a PDF"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "a packed document"
    for magic, words in _FOREIGN:
        if head.startswith(magic):
            return words
    text = head.removeprefix(b"\xef\xbb\xbf")
    return "a web page" if _WEB_PAGE.match(text) else "something else"


def _agree(wanted: Format, found: str) -> bool:
    """Whether content may bear the name; text of any kind is looked at more closely by its reader."""
    if wanted is Format.PDF:
        return found == "a PDF"
    if wanted in _PACKED:
        return found == "a packed document"
    if wanted in _WRITTEN:
        return found == "something else"
    return found in ("a web page", "something else")


def _ole(suffix: str, file: BufferedReader) -> Exception:
    """Old Office files and encrypted new ones are the same kind of container."""
    content = file.read()
    file.seek(0)
    if _ENCRYPTED_PACKAGE in content:
        return EncryptedError("the document is locked with a password; save a copy without one")
    if suffix in _SUFFIXES and _SUFFIXES[suffix] not in _PACKED:
        return MislabelledError(f"the name says {suffix}, but the content is an old Office document (.doc, .xls)")
    return OldOfficeError(
        "this is an Office document of the kind used before 2007 (.doc, .xls); open it and save it as DOCX or XLSX"
    )
