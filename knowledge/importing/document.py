"""What a reader gives: a document as headings, paragraphs and tables, each with its place."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from knowledge.importing.layout import clipped

_LONGEST_TITLE = 100


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Frozen):
    """Where something stands: its page (from 1), or the name of its part ("名单 第3行")."""

    page: int | None = None
    section: str | None = None


class Remark(_Frozen):
    """Something that a reviewer should know. ``code`` is a sentence of ``data/notes.yaml``; ``values`` fill it."""

    code: str
    values: dict[str, str] = {}


class Heading(_Frozen):
    """A heading; level 1 is the highest."""

    kind: Literal["heading"] = "heading"
    text: str
    level: int
    place: Place = Place()


class Paragraph(_Frozen):
    """Running text, or one entry of a list."""

    kind: Literal["paragraph"] = "paragraph"
    text: str
    listed: bool = False
    place: Place = Place()


class Row(_Frozen):
    """One row of a table; each cell is text on one line, or lines."""

    cells: tuple[str, ...]
    place: Place = Place()
    remarks: tuple[Remark, ...] = ()


class TableBlock(_Frozen):
    """A table with its header rows, as it stands in the document."""

    kind: Literal["table"] = "table"
    rows: tuple[Row, ...]
    title: str | None = None


Block = Annotated[Heading | Paragraph | TableBlock, Field(discriminator="kind")]


class Document(_Frozen):
    """One document, in reading order.

    ``title`` is cut when it is too long for one.
    ``issuer`` and ``published`` are what the file says of itself: proposals, to be looked at by a person.
    """

    title: Annotated[str, AfterValidator(lambda title: clipped(title, _LONGEST_TITLE))]
    blocks: tuple[Block, ...]
    issuer: str | None = None
    published: str | None = None
    remarks: tuple[Remark, ...] = ()
