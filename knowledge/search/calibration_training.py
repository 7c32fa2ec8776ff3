"""Learns how far a match can be trusted, from questions and items kept out of the index."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.item import Item, Questions
from knowledge.search.calibration import Calibration, default_calibration, fit
from knowledge.search.encoder import load_encoder
from knowledge.search.encoder_data import Mishearing
from knowledge.search.encoder_training import STEPS, train_encoder
from knowledge.search.engine import KnowledgeSearch
from knowledge.search.off_topic import off_topic

_HELD_QUESTIONS = 0.25
"""Share of each item's questions kept out, to be asked."""
_HELD_ITEMS = 0.15
"""Share of items kept out altogether: their questions have no answer in the index."""
_NEAR = 0.3
"""How much another item of the right topic counts as wrong; it may answer as well."""
_FEWEST = 30
"""Cases of either sort below which the shipped calibration is kept."""
_MOST = 2500
"""Cases looked at, drawn from all."""
_NOISE = 0.3
"""How much a query of random characters counts."""
_LENGTHS = (2, 12)
"""Fewest and most characters of a query of random characters."""
_LONG_TALK = 40
"""Characters from which on a question stands in enough talk about other things."""
_IN_LONG_TALK = 0.5
"""Long talks for each case that is asked as it is."""


@dataclass(frozen=True)
class _Case:
    """A query, and the item that answers it; None where none does."""

    query: str
    answer: Item | None
    weight: float = 1.0


def fit_calibrations(
    items: Sequence[Item], scratch: Path, *, seed: int, progress: Callable[[int, int], None] | None = None
) -> tuple[Calibration, Calibration]:
    """Calibrations for search with and without the encoder.

    An encoder is trained on a part of the questions in ``scratch`` and judged on the rest.
    """
    chance = random.Random(seed)  # noqa: S311 - a split, not a secret
    kept, cases = _split(items, chance)
    foreign = off_topic()
    chance.shuffle(foreign)
    known = 2 * len(foreign) // 3
    cases += _without_answer(kept, foreign[known:], chance)
    answerable = sum(case.answer is not None for case in cases)
    if others := foreign[known:]:
        cases += [
            _Case(_in_long_talk(case.query, others, chance), case.answer, case.weight)
            for case in chance.sample(cases, int(len(cases) * _IN_LONG_TALK))
        ]
    if len(kept) < 2 or answerable < _FEWEST:
        return default_calibration(semantic=True), default_calibration(semantic=False)
    train_encoder(kept, scratch, seed=seed, steps=STEPS * 2 // 3, against=foreign[:known], progress=progress)
    cases = chance.sample(cases, min(_MOST, len(cases)))
    with_encoder = KnowledgeSearch(kept, load_encoder(scratch), foreign=foreign[:known])
    return _fitted(with_encoder, cases), _fitted(KnowledgeSearch(kept, None, foreign=foreign[:known]), cases)


def _fitted(search: KnowledgeSearch, cases: Sequence[_Case]) -> Calibration:
    features, right, weights = [], [], []
    for case in cases:
        for item, match in search.matches(case.query)[:1]:
            expected = case.answer
            near = expected is not None and item.id != expected.id and item.topic == expected.topic
            features.append(match)
            right.append(expected is not None and item.id == expected.id)
            weights.append(case.weight * (_NEAR if near else 1.0))
    return fit(features, right, weights)


def _split(items: Sequence[Item], chance: random.Random) -> tuple[list[Item], list[_Case]]:
    away = set(chance.sample(range(len(items)), int(len(items) * _HELD_ITEMS)))
    kept: list[Item] = []
    cases: list[_Case] = []
    for number, item in enumerate(items):
        if number in away:
            asked = [*item.questions.cmn, *item.questions.yue]
            cases += [_Case(q, None, 0.5) for q in chance.sample(asked, max(1, len(asked) // 4))]
            continue
        cmn, cmn_held = _held_out(item.questions.cmn, chance)
        yue, yue_held = _held_out(item.questions.yue, chance)
        cases += [_Case(q, item) for q in (*cmn_held, *yue_held)]
        kept.append(item.model_copy(update={"questions": Questions(cmn=cmn, yue=yue)}))
    misheard = Mishearing(sorted({c for case in cases for c in case.query}))
    cases += [_Case(misheard.apply(c.query, chance), c.answer, c.weight) for c in cases]
    return kept, cases


def _held_out(questions: tuple[str, ...], chance: random.Random) -> tuple[tuple[str, ...], tuple[str, ...]]:
    shuffled = chance.sample(questions, len(questions))
    held = int(len(questions) * _HELD_QUESTIONS)
    return tuple(shuffled[held:]), tuple(shuffled[:held])


def _in_long_talk(query: str, others: Sequence[str], chance: random.Random) -> str:
    """``query`` somewhere between sentences that nothing answers."""
    told = [query]
    while sum(map(len, told)) < _LONG_TALK:
        told.insert(chance.choice([0, len(told)]), chance.choice(others))
    return "，".join(told)


def _without_answer(items: Sequence[Item], foreign: Sequence[str], chance: random.Random) -> list[_Case]:
    characters = [c for item in items for q in item.questions.cmn for c in q]
    noise = ["".join(chance.choices(characters, k=chance.randint(*_LENGTHS))) for _ in foreign]
    repeated = [chance.choice(characters) * chance.randint(1, 4) for _ in range(len(foreign) // 4)]
    return [_Case(q, None) for q in foreign] + [_Case(q, None, _NOISE) for q in (*noise, *repeated)]
