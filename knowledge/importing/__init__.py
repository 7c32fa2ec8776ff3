"""Documents and tables to draft items, for people to review."""

from knowledge.importing.details import UNKNOWN, Ask, Given
from knowledge.importing.importer import Drafted, draft_file
from knowledge.importing.limits import Limits
from knowledge.importing.refusals import ImportRefusedError
from knowledge.importing.shelving import Outcome, Shelf, Shelved

__all__ = [
    "UNKNOWN",
    "Ask",
    "Drafted",
    "Given",
    "ImportRefusedError",
    "Limits",
    "Outcome",
    "Shelf",
    "Shelved",
    "draft_file",
]
