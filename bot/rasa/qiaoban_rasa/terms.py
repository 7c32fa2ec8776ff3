"""What a classifier sees of an utterance: n-grams of its characters and of their sounds."""

from __future__ import annotations

from typing import Callable, Dict, List, Sequence

from qiaoban_rasa.sounds import Sounds

_START, _END = "^", "$"

View = Callable[[Sequence[str]], List[str]]
"""From the readings of an utterance's units to terms."""


def ngrams(units: Sequence[str], longest: int = 2) -> List[str]:
    """All n-grams of 1 to ``longest`` units; in the longer ones the utterance's start and end count too."""
    bounded = [_START, *units, _END]
    longer = ["·".join(bounded[i : i + n]) for n in range(2, longest + 1) for i in range(len(bounded) - n + 1)]
    return [*units, *longer]


def views() -> Dict[str, View]:
    """Every way an utterance is looked at, by name."""
    cantonese, mandarin = Sounds("cantonese"), Sounds("mandarin")
    return {
        "written": ngrams,
        "cantonese": lambda units: ngrams([cantonese.of(u) for u in units]),
        "mandarin": lambda units: ngrams([mandarin.of(u) for u in units]),
    }
