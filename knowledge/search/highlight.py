"""Which pieces of a query an item contains."""

from __future__ import annotations

from knowledge.search.query import Query
from knowledge.search.vocabulary import BREAK, Units, Vocabulary

_BETWEEN = "\n"


def matched(query: Query, units: Units, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Pieces of ``query`` in Mandarin wording that an item with these ``units`` contains, longest runs, in order."""
    held = "".join([_BETWEEN if number == BREAK else vocabulary.text(number) for number in units.tolist()])
    pieces: list[str] = []
    for run in query.runs:
        piece = ""
        for unit in run:
            if piece + unit in held:
                piece += unit
            else:
                pieces.append(piece)
                piece = unit if unit in held else ""
        pieces.append(piece)
    return tuple(dict.fromkeys(p for p in pieces if len(p) > 1))
