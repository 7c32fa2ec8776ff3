"""Content controls of Word: frames around paragraphs, rows and cells, which forms and templates are full of."""

from __future__ import annotations

from docx.oxml.ns import qn
from lxml import etree

_FRAMES = (qn("w:sdt"), qn("w:customXml"))
_CONTENT = qn("w:sdtContent")
_PROPERTIES = qn("w:sdtPr")
_PROMPT = f"{_PROPERTIES}/{qn('w:showingPlcHdr')}"
_GALLERY = f"{_PROPERTIES}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}"
_CONTENTS = "Table of Contents"


def unwrap(body: etree._Element) -> None:
    """Put what stands in frames in their places, so that it is read like everything else.

    Tables of contents go, and so do the words that ask for something to be filled in.
    """
    for frame in list(body.iter(*_FRAMES)):
        parent = frame.getparent()
        if parent is None:
            continue
        at = parent.index(frame)
        parent[at : at + 1] = _inside(frame)


def _inside(frame: etree._Element) -> list[etree._Element]:
    gallery = frame.find(_GALLERY)
    if gallery is not None and gallery.get(qn("w:val")) == _CONTENTS:
        return []
    if frame.find(_PROMPT) is not None:
        for text in frame.iter(qn("w:t")):
            text.text = ""
    holder = frame.find(_CONTENT) if frame.tag == qn("w:sdt") else frame
    return [part for part in holder if part.tag != qn("w:customXmlPr")] if holder is not None else []
