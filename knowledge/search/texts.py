"""Items taken apart into the short texts that people's words are compared with, as numbers in flat arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.chinese import normalise_all
from knowledge.dialect import rewrite
from knowledge.item import Item
from knowledge.search.vocabulary import Units, Vocabulary, gathered

_TOGETHER = 1000
"""Things taken apart at once."""

TITLES = 2
"""How many of the first asked texts of a thing are titles."""


@dataclass(frozen=True)
class Row:
    """Texts in a row: their units, and where each text begins; ``starts`` has one more entry, the end."""

    units: Units
    starts: NDArray[np.int64]

    def lengths(self) -> NDArray[np.int64]:
        """Entries of ``units`` that each text takes, its closing break with them."""
        return np.diff(self.starts)


@dataclass(frozen=True)
class Texts:
    """Titles and questions of things, and their answers, in Mandarin wording.

    Attributes:
        asked: titles and questions, one thing after the other; those that are the same within one are one.
        places: of each asked text, its place in `Told.asked`.
        firsts: of each thing, its first asked text, shape (things + 1,), the last entry the end.
        answers: one text per thing, both dialects after each other.
    """

    asked: Row
    places: NDArray[np.uint16]
    firsts: NDArray[np.int64]
    answers: Row


@dataclass(frozen=True)
class Told:
    """One thing that can be found: its titles and questions, as written, and what is said of it in answer."""

    asked: Sequence[str]
    answer: Sequence[str] = ()


def asked_texts(item: Item) -> list[str]:
    """The titles and questions of ``item``, as written."""
    return [item.title.cmn, item.title.yue, *item.questions.cmn, *item.questions.yue]


def told_of(items: Sequence[Item]) -> Iterator[list[Told]]:
    """The texts of ``items``, in pieces to be worked on at once."""
    for start in range(0, len(items), _TOGETHER):
        piece = items[start : start + _TOGETHER]
        yield [Told(asked_texts(item), (item.answer.cmn, item.answer.yue)) for item in piece]


def _wordings(told: Sequence[Told]) -> tuple[list[str], list[int], list[int], list[str]]:
    """What `Texts` holds, as texts still: asked, places, firsts (without the end), answers."""
    normal = iter([rewrite(text) for text in normalise_all([text for one in told for text in one.asked])])
    said = iter([rewrite(text) for text in normalise_all([text for one in told for text in one.answer])])
    asked: list[str] = []
    places: list[int] = []
    firsts: list[int] = []
    for one in told:
        firsts.append(len(asked))
        own: dict[str, int] = {}
        for place, text in enumerate(islice(normal, len(one.asked))):
            own.setdefault(text, place)
        asked += own
        places += own.values()
    return asked, places, firsts, ["\n".join(islice(said, len(one.answer))) for one in told]


class _RowBuilder:
    """Gathers the texts of a `Row` piece by piece."""

    def __init__(self) -> None:
        self._units: list[NDArray[Any]] = []
        self._starts: list[NDArray[np.int64]] = []
        self._length = 0

    def add(self, units: NDArray[np.int32], starts: NDArray[np.int64]) -> None:
        small = not len(units) or units.max() <= np.iinfo(np.uint16).max
        self._units.append(units.astype(np.uint16) if small else units)
        self._starts.append(starts + self._length)
        self._length += len(units)

    def build(self) -> Row:
        """The row, in sixteen bits where every number fits into them."""
        self._starts.append(np.array([self._length], dtype=np.int64))
        kind = max((units.dtype for units in self._units), key=lambda kind: kind.itemsize, default=np.dtype(np.uint16))
        self._units.insert(0, np.zeros(0, kind))
        return Row(gathered(self._units), gathered(self._starts))


class TextsBuilder:
    """Gathers `Texts` piece by piece, so that the things themselves need not be kept."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._asked = _RowBuilder()
        self._answers = _RowBuilder()
        self._places: list[NDArray[np.uint16]] = [np.zeros(0, np.uint16)]
        self._firsts: list[NDArray[np.int64]] = []
        self._count = 0

    def add(self, told: Sequence[Told]) -> tuple[list[str], NDArray[np.int64]]:
        """Take in ``told``; gives back the asked texts in Mandarin wording, and the first of each."""
        asked, places, own, answers = _wordings(told)
        firsts = np.array(own, dtype=np.int64)
        self._asked.add(*self._vocabulary.encode(asked))
        self._answers.add(*self._vocabulary.encode(answers))
        self._places.append(np.array(places, dtype=np.uint16))
        self._firsts.append(firsts + self._count)
        self._count += len(asked)
        return asked, firsts

    def build(self) -> Texts:
        """All that was added."""
        self._firsts.append(np.array([self._count], np.int64))
        return Texts(
            asked=self._asked.build(),
            places=gathered(self._places),
            firsts=gathered(self._firsts),
            answers=self._answers.build(),
        )
