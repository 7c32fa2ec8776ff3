"""One file, from its name to drafts ready to be put into the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from knowledge.importing.details import Ask, Given, details_of
from knowledge.importing.drafting import Details, DraftSet, draft_document
from knowledge.importing.limits import Limits
from knowledge.importing.proposals import without_colophon
from knowledge.importing.reading import read_file
from knowledge.importing.refusals import DamagedError
from knowledge.importing.source import Progress


@dataclass(frozen=True)
class Drafted:
    """The drafts of one file, and the source they name."""

    details: Details
    drafts: DraftSet


def draft_file(
    path: Path,
    given: Given,
    *,
    today: date,
    limits: Limits | None = None,
    ask: Ask | None = None,
    progress: Progress | None = None,
) -> Drafted:
    """Read a file and make drafts of it; nothing is stored.

    Args:
        path: PDF, DOCX, HTML, Markdown, text, XLSX or CSV.
        given: what a person says about it.
        today: the day of the import.
        limits: the default ones when None.
        ask: for what is neither given nor in the file; None when there is nobody to ask.
        progress: told how many steps of reading are done.

    Raises:
        ImportRefusedError: it cannot be imported; its kinds say why.
    """
    bounds = limits or Limits()
    document = read_file(path, bounds, progress)
    details = details_of(document, path.name, given, today, ask)
    try:
        return Drafted(details, draft_document(without_colophon(document), details, most=bounds.drafts))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise DamagedError(f"it makes no sound item ({where}: {first['msg']}); mend that place in it") from error
