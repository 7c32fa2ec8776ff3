"""How much a file may ask for before it is refused."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_MIB = 1024 * 1024

Count = Annotated[int, Field(ge=1)]


class Limits(BaseModel):
    """Limits on one file, and on the process that reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_bytes: Count = 50 * _MIB
    """Size of the file."""
    pages: Count = 2_000
    """Pages of a PDF."""
    cells: Count = 200_000
    """Cells with something in them, of all tables together; so also the most rows."""
    characters: Count = 5_000_000
    """Characters of text."""
    drafts: Count = 2_000
    """Drafts made of it."""
    unpacked_bytes: Count = 300 * _MIB
    """What a packed document (DOCX, XLSX) unpacks to, archives inside it included."""
    ratio: Count = 200
    """How many times its packed size one part may unpack to."""
    members: Count = 5_000
    """Parts of a packed document."""
    seconds: Count = 300
    """Time for reading, both on the clock and of one processor."""
    memory_bytes: Count = 2_048 * _MIB
    """Address space of the reading process."""
