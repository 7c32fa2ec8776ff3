"""Numbers for the units of texts, and how each unit sounds."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.chinese import segments
from knowledge.phonetics import VARIETIES, Variety, sound
from knowledge.search.kernels import BREAK, UNIT_BITS

N = TypeVar("N", bound=np.generic)

Units = NDArray[np.int32] | NDArray[np.uint16]
"""Numbers of units in a row; 0 between those that do not stand beside each other."""

View = Literal["mandarin", "jyutping", "pinyin"]
"""What two units are compared by: the character in Mandarin wording, or its sound in one of two varieties."""

VIEWS: tuple[View, ...] = ("mandarin", *VARIETIES)

_MOST = 0x10FFFF
"""Units that are told apart; those beyond are as if they were not there, so that a number is also a code point."""


class Vocabulary:
    """Units and their numbers. It only grows, so that numbers stay what they are; any thread may use it."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": BREAK}
        self._units = [""]
        self._classes: dict[Variety, dict[str, int]] = {variety: {"": BREAK} for variety in VARIETIES}
        self._sounds: dict[Variety, list[int]] = {variety: [BREAK] for variety in VARIETIES}
        self._growing = threading.Lock()

    def __len__(self) -> int:
        return len(self._sounds["pinyin"])

    def encode(self, texts: Iterable[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The units of normalised ``texts`` in a row, new ones entered, and where each text begins in it.

        Every text ends with a `BREAK`.
        """
        row: list[int] = []
        starts: list[int] = []
        numbers = self._numbers
        for text in texts:
            starts.append(len(row))
            for run in segments(text):
                row += [numbers[unit] if unit in numbers else self._enter(unit) for unit in run]
                row.append(BREAK)
            if len(row) == starts[-1]:
                row.append(BREAK)
        return np.array(row, dtype=np.int32), np.array(starts, dtype=np.int64)

    def number(self, unit: str, view: View) -> int:
        """What ``unit`` counts as in ``view``: its own number or its sound's; -1 when none is like it."""
        number = self._numbers.get(unit, -1)
        if view == "mandarin":
            return number
        return self._sounds[view][number] if number >= 0 else self._classes[view].get(_heard(unit, view), -1)

    def size(self, view: View) -> int:
        """Above every number that a unit known by now counts as in ``view``."""
        return len(self) if view == "mandarin" else len(self._classes[view])

    def text(self, number: int) -> str:
        """The unit of this number."""
        return self._units[number]

    def table(self, view: View) -> NDArray[np.int32]:
        """What each unit known by now counts as in ``view``, shape (len(self),)."""
        known = len(self)
        return np.array(range(known) if view == "mandarin" else self._sounds[view][:known], dtype=np.int32)

    def _enter(self, unit: str) -> int:
        with self._growing:
            if unit in self._numbers:
                return self._numbers[unit]
            number = len(self._units)
            if number > _MOST:
                return BREAK
            self._units.append(unit)
            for variety in VARIETIES:
                classes = self._classes[variety]
                self._sounds[variety].append(classes.setdefault(_heard(unit, variety), len(classes)))
            self._numbers[unit] = number
            return number


def _heard(unit: str, variety: Variety) -> str:
    return sound(unit, variety) or unit


def gathered(pieces: list[NDArray[N]]) -> NDArray[N]:
    """``pieces``, at least one, after each other as one array; the list is emptied, so that both never are there."""
    whole = np.empty((sum(map(len, pieces)), *pieces[0].shape[1:]), pieces[0].dtype)
    end = 0
    for n, piece in enumerate(pieces):
        whole[end : end + len(piece)] = piece
        end += len(piece)
        pieces[n] = pieces[n][:0]
    pieces.clear()
    return whole


def bigrams_of(row: Units) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Each unit of ``row`` but the last with its successor as one number, and whether they stand side by side."""
    first, second = row[:-1].astype(np.int64), row[1:].astype(np.int64)
    return (first << UNIT_BITS) | second, (first > BREAK) & (second > BREAK)


def ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers ``starts[i], starts[i] + 1, …`` of all stretches in a row, shape (lengths.sum(),)."""
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    ends = np.cumsum(lengths)
    shift: NDArray[np.int64] = np.repeat(starts - np.concatenate([[0], ends[:-1]]), lengths)
    shift += np.arange(ends[-1], dtype=np.int64)
    return shift
