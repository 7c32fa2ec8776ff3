"""Looks into a packed Office document before anything of it is unpacked for good."""

from __future__ import annotations

import xml.sax
import zipfile
import zlib
from io import BufferedReader, BytesIO
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from knowledge.importing.formats import Format
from knowledge.importing.limits import Limits
from knowledge.importing.refusals import (
    DamagedError,
    DoctypeError,
    EncryptedError,
    ExternalContentError,
    MacrosError,
    MislabelledError,
    ZipBombError,
)

_MAIN = {Format.DOCX: "word/document.xml", Format.XLSX: "xl/workbook.xml"}
_DEEPEST = 3
_SMALL = 1024 * 1024
"""Bytes below which a high ratio does no harm."""
_ENCRYPTED_FLAG = 1
_ZIP = b"PK\x03\x04"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
_CONTENT_TYPES = "[content_types].xml"


def check_archive(file: BufferedReader, wanted: Format, limits: Limits) -> None:
    """Pass a DOCX or XLSX that is small enough unpacked, and without programs, foreign content and entities.

    Raises:
        ImportRefusedError: as its kinds say.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            _Budget(limits).spend(archive, depth=1)
            _is_what_it_says(archive, wanted)
            for member in archive.infolist():
                if member.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_xml(archive, member)
    except _BROKEN as error:
        raise DamagedError("the document is damaged and cannot be unpacked; save it again or get it again") from error
    finally:
        file.seek(0)


class _Budget:
    """What may still be unpacked, over all archives in one another."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._bytes = limits.unpacked_bytes
        self._members = limits.members

    def spend(self, archive: zipfile.ZipFile, depth: int) -> None:
        """Count the parts of ``archive`` and of the archives in it."""
        if depth > _DEEPEST:
            raise ZipBombError("it holds archives in archives in archives; save only the document that is meant")
        members = archive.infolist()
        self._members -= len(members)
        if self._members < 0:
            raise ZipBombError(f"it has more than {self._limits.members} parts, which no document needs; save it anew")
        for member in members:
            self._count(member)
        for member in members:
            self._look_inside(archive, member, depth)

    def _count(self, member: zipfile.ZipInfo) -> None:
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise EncryptedError("parts of it are locked with a password; save a copy without one")
        self._bytes -= member.file_size
        steep = member.file_size > self._limits.ratio * max(member.compress_size, 1)
        if self._bytes < 0 or (steep and member.file_size > _SMALL):
            raise ZipBombError(
                f"it would unpack to far more than it is ({member.filename[:60]}: {member.compress_size} bytes become "
                f"{member.file_size}); such files are made to do harm: do not open it, ask where it is from"
            )

    def _look_inside(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, depth: int) -> None:
        with archive.open(member) as part:
            if part.read(len(_ZIP)) != _ZIP:
                return
        with zipfile.ZipFile(BytesIO(archive.read(member))) as inner:
            self.spend(inner, depth + 1)


def _is_what_it_says(archive: zipfile.ZipFile, wanted: Format) -> None:
    names = [name.lower() for name in archive.namelist()]
    if len(set(names)) < len(names):
        raise DamagedError("it holds two parts of the same name; open it and save it again")
    if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names):
        raise MacrosError("it carries macros (programs); save it as DOCX or XLSX without them")
    if _CONTENT_TYPES not in names or _MAIN[wanted] not in names:
        raise MislabelledError(f"the content is an archive, but not a {wanted.upper()} document; save it as one")


def _check_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    try:
        with archive.open(member) as part:
            defusedxml.sax.parse(part, _Watch(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise DoctypeError(
            f"its part {member.filename[:60]} declares a document type or entities, which Office never writes and "
            "attackers do; open it in Office and save it again, if you trust where it is from"
        ) from error
    except xml.sax.SAXException as error:
        raise DamagedError(f"its part {member.filename[:60]} is damaged; save the document again") from error


class _Watch(ContentHandler):
    """Stops at references to the outside and at content types with macros."""

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (SAX gives the name)
        tag = name.rpartition(":")[2]
        if tag == "Relationship" and attrs.get("TargetMode", "").lower() == "external":
            kind = attrs.get("Type", "").rpartition("/")[2]
            if kind != "hyperlink":
                raise ExternalContentError(
                    f"it pulls in content from elsewhere ({kind or 'unnamed'}: {attrs.get('Target', '')[:80]}); "
                    "break the links in Office (or paste the values), and save it again"
                )
        if tag in ("Override", "Default") and "macroenabled" in attrs.get("ContentType", "").lower():
            raise MacrosError("it is of a kind that carries macros (programs); save it as DOCX or XLSX")
