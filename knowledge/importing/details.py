"""Brings together what a person gave and what a document says of itself, into the source of its drafts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Literal

from knowledge.importing.document import Document
from knowledge.importing.drafting import Details
from knowledge.importing.drafting.notes import note
from knowledge.importing.fields.dates import parse_partial
from knowledge.importing.proposals import proposed_issuer, proposed_published
from knowledge.importing.refusals import MissingDetailError
from knowledge.item import District, Kind, ServiceTopic, SourceRef

UNKNOWN = "unknown"
"""Given as the date of a document that shows none."""

Ask = Callable[[str], str]
"""Asks a person for what the option named would say; the answer is empty when there is none."""


@dataclass(frozen=True)
class Given:
    """What a person says about the files; everything may be left to them."""

    source_title: str | None = None
    issuer: str | None = None
    url: str | None = None
    published: str | None = None
    grade: Literal["A", "B"] = "B"
    kind: Kind | None = None
    topic: ServiceTopic | None = None
    districts: tuple[District, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    document: str | None = None


def details_of(document: Document, name: str, given: Given, today: date, ask: Ask | None) -> Details:
    """The details of the drafts of the file ``name``.

    Args:
        document: what is in it.
        name: the file's name, without folders.
        given: what a person said.
        today: the day of the import.
        ask: for what is missing; None when there is nobody to ask.

    Raises:
        MissingDetailError: the issuer or the date is neither given, nor in the file, nor told; or is no date.
    """
    notes: list[str] = []
    issuer = _issuer(document, given, ask, notes)
    published = _published(document, given, ask, notes)
    source = SourceRef(title=given.source_title or document.title, issuer=issuer, url=given.url, published=published)
    identity = given.document or f"{issuer} {PurePath(name).stem}"
    return Details(
        identity=identity,
        source=source,
        grade=given.grade,
        verified_on=today,
        kind=given.kind,
        topic=given.topic,
        districts=given.districts,
        columns=given.columns,
        notes=tuple(notes),
    )


def _issuer(document: Document, given: Given, ask: Ask | None, notes: list[str]) -> str:
    if given.issuer:
        return given.issuer.strip()
    proposal = proposed_issuer(document)
    if proposal is None and ask and (told := ask("issuer").strip()):
        return told
    if proposal is None:
        raise MissingDetailError(
            "the file does not say who published it, and every item names that; give it with --issuer, "
            "e.g. --issuer 江门市民政局"
        )
    notes.append(note("proposed_issuer", issuer=proposal.value, where=proposal.where))
    return proposal.value


def _published(document: Document, given: Given, ask: Ask | None, notes: list[str]) -> str | None:
    proposal = proposed_published(document)
    told = given.published or (ask("published").strip() if ask and proposal is None else "")
    if told:
        return _date(told, notes)
    if proposal is None:
        raise MissingDetailError(
            "the file does not say when it was published; give the day, month or year with --published 2026-01-05, "
            f"or --published {UNKNOWN} when its source shows none"
        )
    notes.append(note("proposed_published", published=proposal.value, where=proposal.where))
    return proposal.value


def _date(told: str, notes: list[str]) -> str | None:
    if told.strip().lower() == UNKNOWN:
        notes.append(note("unknown_published"))
        return None
    day = parse_partial(told)
    if day is None:
        raise MissingDetailError(f"{told!r} is no date; write it like 2026-01-05, 2026-01 or 2026, or {UNKNOWN}")
    return day
