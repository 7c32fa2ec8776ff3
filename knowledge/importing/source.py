"""What a reader is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import PurePath
from typing import Protocol

from knowledge.importing.document import Document
from knowledge.importing.limits import Limits
from knowledge.importing.refusals import TooLargeError

Progress = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class SourceFile:
    """One open file, checked as far as its outside goes.

    Attributes:
        name: as its owner calls it, without folders.
        file: at its start, seekable.
        limits: what it may ask for.
        progress: told how many steps of how many are done (pages of a PDF).
    """

    name: str
    file: BufferedReader
    limits: Limits
    progress: Progress = field(default=_silent)

    @property
    def stem(self) -> str:
        """The name without its ending: the title of a document that has none."""
        return PurePath(self.name).stem


class Reader(Protocol):
    """Reads one format.

    Raises:
        ImportRefusedError: it cannot, and says why.
    """

    def __call__(self, source: SourceFile) -> Document:
        """The document in ``source``."""


@dataclass
class CellCount:
    """Counts cells against the limit, over all tables of a document."""

    limits: Limits
    used: int = 0

    def add(self, cells: int) -> None:
        """Take note of ``cells`` more.

        Raises:
            TooLargeError: they are too many.
        """
        self.used += cells
        if self.used > self.limits.cells:
            raise TooLargeError(f"its tables have more than {self.limits.cells} cells; split it into several files")
