"""A query, prepared once for all ways of matching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.chinese import characters, normalise, segments
from knowledge.dialect import to_mandarin
from knowledge.districts import districts_in

LONGEST = 300
"""Characters of a query that are looked at; of a longer one, its beginning and its end."""

_READ = 10 * LONGEST
"""Characters read from either end of a text, however long, before what is not to be looked at is left out."""

_ONE_WISH = 28
"""Units up to which a query is taken as one wish."""

_STEP = 8
"""Units from the beginning of one part of a longer query to the next, at least; each part is two steps long."""

_STEPS = 4
"""About how many parts there are at most."""


@dataclass(frozen=True)
class Grams:
    """Distinct units of a query, and which of them stand beside each other.

    Attributes:
        units: each once.
        pairs: places in ``units`` of two neighbours, each once, shape (pairs, 2).
        within: which passage has which unit, then which pair, shape (units + pairs, passages).
    """

    units: list[str]
    pairs: NDArray[np.int64]
    within: NDArray[np.bool_]


class Query:
    """The normal form of a person's words and what is derived from it.

    Who talks at length has a wish in some part of it: ``passages`` are all of it, and each part that may be the wish.
    """

    def __init__(self, text: str) -> None:
        if len(text) > 2 * _READ:
            text = f"{text[:_READ]} {text[-_READ:]}"
        normal = normalise(text)
        if len(normal) > LONGEST:
            normal = f"{normal[: LONGEST // 2]} {normal[-LONGEST // 2 :]}"
        self.written = normal

    @cached_property
    def mandarin(self) -> str:
        """With dialect words and synonyms rewritten."""
        return to_mandarin(self.written)

    @cached_property
    def runs(self) -> list[list[str]]:
        """Units of the Mandarin wording, in one list per stretch without punctuation."""
        return list(segments(self.mandarin))

    @cached_property
    def passages(self) -> list[tuple[int, int]]:
        """Beginning and end of each passage, in units over all runs; the whole comes first."""
        length = sum(map(len, self.runs))
        passages = {(0, length): None}
        if length > _ONE_WISH:
            step = max(_STEP, -(-length // _STEPS))
            passages |= dict.fromkeys((b, min(b + 2 * step, length)) for b in range(0, length - step, step))
        return list(passages)

    @cached_property
    def grams(self) -> Grams:
        """Its units and neighbours of units."""
        units: dict[str, int] = {}
        pairs: dict[tuple[int, int], int] = {}
        entries: list[tuple[int, int, int]] = []
        position = 0
        for run in self.runs:
            before = -1
            for unit in run:
                number = units.setdefault(unit, len(units))
                entries.append((number, position, position))
                if before >= 0:
                    entries.append((-1 - pairs.setdefault((before, number), len(pairs)), position - 1, position))
                before = number
                position += 1
        found = np.array(entries, np.int64).reshape(-1, 3)
        rows = np.where(found[:, 0] < 0, len(units) - 1 - found[:, 0], found[:, 0])
        passages = np.array(self.passages)
        inside = (found[:, 1:2] >= passages[:, 0]) & (found[:, 2:] < passages[:, 1])
        within = np.zeros((len(units) + len(pairs), len(passages)), np.bool_)
        np.logical_or.at(within, rows, inside)
        return Grams(list(units), np.array(list(pairs), np.int64).reshape(-1, 2), within)

    def passage_texts(self) -> list[str]:
        """The Mandarin wording of each passage."""
        units = [unit for run in self.runs for unit in run]
        return [self.mandarin if n == 0 else _joined(units[b:e]) for n, (b, e) in enumerate(self.passages)]

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """Districts that the query names."""
        return districts_in(self.written)

    def __bool__(self) -> bool:
        return bool(characters(self.written))


def _joined(units: Sequence[str]) -> str:
    """``units`` as one text, with a space between words and numbers that would run together."""
    spaced = [f" {unit}" if unit.isascii() and before.isascii() else unit for before, unit in pairwise(units)]
    return "".join([*units[:1], *spaced])
