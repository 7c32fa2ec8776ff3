"""Which pieces of a query an item contains."""

from __future__ import annotations

from knowledge.search.query import Query
from knowledge.search.vocabulary import Units, Vocabulary


def matched(query: Query, units: Units, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Pieces of ``query`` in Mandarin wording that an item with these ``units`` contains, longest runs, in order."""
    held = units.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")  # to be searched by Python itself
    pieces: list[str] = []
    for run in query.runs:
        piece, told = "", ""
        for unit in run:
            number = vocabulary.number(unit, "mandarin")
            one = chr(number) if number >= 0 else ""
            if one and piece + one in held:
                piece, told = piece + one, told + unit
                continue
            pieces.append(told)
            piece, told = (one, unit) if one and one in held else ("", "")
        pieces.append(told)
    return tuple(dict.fromkeys(p for p in pieces if len(p) > 1))
