"""Drafts of items, and what is known of their document besides what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from knowledge.item import District, Item, Kind, ServiceTopic, SourceRef


@dataclass(frozen=True)
class Details:
    """What every draft of one document has in common.

    Attributes:
        identity: tells this document from others, the same whenever it is imported again.
        source: title, issuer, address and date; a draft adds its page or section.
        grade: how far the source is trusted.
        verified_on: the day of the import.
        kind, topic, districts: given for all drafts; None and empty leave them to the text.
        columns: headings of columns as the person maps them to fields.
        notes: what the reviewer of each draft should look at besides.
    """

    identity: str
    source: SourceRef
    grade: Literal["A", "B"]
    verified_on: date
    kind: Kind | None = None
    topic: ServiceTopic | None = None
    districts: tuple[District, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """An item to be reviewed.

    Attributes:
        notes: what the reviewer must look at.
        fingerprint: of what the document says about it; the same as long as that is the same.
    """

    item: Item
    notes: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True)
class DraftSet:
    """All drafts of a document, and what of it became none."""

    drafts: tuple[Draft, ...]
    remarks: tuple[str, ...] = ()
