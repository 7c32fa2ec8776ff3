"""Documents to drafts: rows of recognised tables become canteens and vouchers, everything else parts of a text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from knowledge.importing.document import Block, Document, Heading, TableBlock
from knowledge.importing.drafting.columns import ROW_KINDS, Recognised, recognise
from knowledge.importing.drafting.draft import Details, Draft, DraftSet
from knowledge.importing.drafting.identity import Ids, document_prefix
from knowledge.importing.drafting.notes import note_of
from knowledge.importing.drafting.rows import RowDrafts
from knowledge.importing.drafting.section_drafts import SectionDrafts
from knowledge.importing.drafting.sections import sections
from knowledge.importing.limits import Limits
from knowledge.importing.refusals import NothingToImportError, TooLargeError

__all__ = ["Details", "Draft", "DraftSet", "document_prefix", "draft_document"]


def draft_document(document: Document, details: Details, *, most: int = Limits().drafts) -> DraftSet:
    """All drafts that can be made of ``document``.

    Raises:
        NothingToImportError: none can.
        TooLargeError: they are more than ``most``.
        MissingDetailError: a column is mapped to a field that there is not.
    """
    remarks = [note_of(remark) for remark in document.remarks]
    drafts = list(islice(_drafts(document, details, remarks), most + 1))
    if len(drafts) > most:
        raise TooLargeError(f"it would make more than {most} drafts, too many to look through; split it")
    if not drafts:
        raise NothingToImportError(
            "nothing in it can become an item; a table needs headings such as 名称, 地址 and 电话 "
            "(or --column HEADING=FIELD), a text needs sentences"
        )
    return DraftSet(tuple(drafts), tuple(remarks))


def _drafts(document: Document, details: Details, remarks: list[str]) -> Iterator[Draft]:
    """One draft after another; ``remarks`` grows by what became none."""
    ids = Ids(details.identity)
    text: list[Block] = []
    for block, context in _with_context(document):
        table = _recognised(block, context, details) if isinstance(block, TableBlock) else None
        if table is None:
            text.append(block)
            continue
        rows = RowDrafts(table, details, ids, context)
        yield from rows.drafts()
        remarks += rows.remarks
    sectioned = SectionDrafts(details, ids, document.title)
    for section in sections(text):
        yield from sectioned.drafts(section)


def _recognised(table: TableBlock, context: str, details: Details) -> Recognised | None:
    """The table as rows of items; every table when a kind of rows is given, none when another kind is."""
    if details.kind is not None and details.kind not in ROW_KINDS:
        return None
    return recognise(table, context, kind=details.kind, given=details.columns)


def _with_context(document: Document) -> Iterator[tuple[Block, str]]:
    """Each block with what stands over it: the title, the last headings, the table's own title."""
    headings: dict[int, str] = {}
    for block in document.blocks:
        if isinstance(block, Heading):
            headings = {level: text for level, text in headings.items() if level < block.level}
            headings[block.level] = block.text
        own = block.title or "" if isinstance(block, TableBlock) else ""
        yield block, " ".join([document.title, *headings.values(), own])
