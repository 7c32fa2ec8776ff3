"""The parts that search is made of, each against the plainest way of doing the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from knowledge.chinese import normalise, segments
from knowledge.dialect import to_mandarin
from knowledge.phonetics import sound
from knowledge.search.matching import presence, terms_of
from knowledge.search.postings import Postings, term_key
from knowledge.search.query import Query
from knowledge.search.texts import TextsBuilder, Told
from knowledge.search.vocabulary import BREAK, VIEWS, View, Vocabulary, ranges

_TEXT = st.text(st.sampled_from("饭反堂糖津贴八十岁钱 ，a1"), max_size=12)
_SHORT = st.text(st.sampled_from("饭反堂，a"), max_size=8)
_TOLD = st.lists(
    st.builds(Told, st.lists(_TEXT, min_size=1, max_size=4), st.lists(_TEXT, max_size=2)), min_size=1, max_size=8
)


def _as_heard(unit: str, view: View) -> str:
    return unit if view == "mandarin" else sound(unit, view)


def _grams(text: str, view: View) -> Iterator[tuple[str, ...]]:
    """Units of ``text`` and neighbours, in words."""
    for run in segments(to_mandarin(text)):
        heard = [_as_heard(unit, view) for unit in run]
        yield from ((unit,) for unit in heard)
        yield from pairwise(heard)


def _key(gram: tuple[str, ...], view: View, vocabulary: Vocabulary) -> int:
    """The key of ``gram``; its units are looked up by what sounds so."""
    representative = {_as_heard(vocabulary.text(n), view): vocabulary.text(n) for n in range(1, len(vocabulary))}
    numbers = [vocabulary.number(representative[u], view) if u in representative else -1 for u in gram]
    return term_key(tuple(numbers), view)


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("饭堂津贴😀 ，.ab1２\u00e9é"), max_size=20), max_size=6))
def test_a_vocabulary_gives_back_what_it_was_given(texts: list[str]) -> None:
    vocabulary, normal = Vocabulary(), [normalise(text) for text in texts]
    for _ in range(2):
        row, starts = vocabulary.encode(normal)
        ends = [*starts, len(row)][1:]
        for text, start, end in zip(normal, starts, ends, strict=True):
            own = row[start:end].tolist()
            assert own[-1] == BREAK
            assert [vocabulary.text(n) for n in own if n != BREAK] == [u for run in segments(text) for u in run]
            assert own.count(BREAK) == max(1, sum(1 for _ in segments(text)))
    units = {unit for text in normal for run in segments(text) for unit in run}
    assert len(vocabulary) == len(units) + 1
    for view in VIEWS:
        table = vocabulary.table(view)
        for n in range(1, len(vocabulary)):
            unit = vocabulary.text(n)
            assert vocabulary.number(unit, view) == (n if table is None else table[n])
            alike = [u for u in units if _as_heard(u, view) == _as_heard(unit, view)]
            assert {vocabulary.number(u, view) for u in alike} == {vocabulary.number(unit, view)}
    assert vocabulary.number("龘", "mandarin") == -1


def _postings(told: Sequence[Told], pieces: int) -> tuple[Postings, Vocabulary]:
    vocabulary = Vocabulary()
    builder = TextsBuilder(vocabulary)
    for start in range(0, len(told), pieces):
        builder.add(told[start : start + pieces])
    return Postings(builder.build(), vocabulary), vocabulary


def _terms_of_told(one: Told, view: View) -> set[tuple[str, ...]]:
    texts = (*one.asked, *one.answer) if view == "mandarin" else one.asked
    return {gram for text in texts for gram in _grams(text, view)}


@pytest.mark.parametrize("pieces", [1, 3, 100])
@settings(deadline=None, max_examples=40)
@given(told=_TOLD)
def test_postings_count_the_items_that_have_a_term(told: list[Told], pieces: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("knowledge.search.postings._ITEMS_TOGETHER", pieces)
        postings, vocabulary = _postings(told, pieces)
    for view in VIEWS:
        counts = Counter(gram for one in told for gram in _terms_of_told(one, view))
        keys = np.array([_key(gram, view, vocabulary) for gram in counts], dtype=np.int64)
        assert postings.counts(keys).tolist() == list(counts.values())
        assert (np.diff(postings.weights(keys)[np.argsort(list(counts.values()), kind="stable")]) <= 0).all()
    assert postings.counts(np.array([-1], dtype=np.int64)).tolist() == [0]


@settings(deadline=None, max_examples=40)
@given(told=_TOLD, text=_TEXT, forbidden=st.sets(st.integers(0, 7)), most=st.integers(1, 9))
def test_postings_propose_the_items_with_the_most_telling_terms(
    told: list[Told], text: str, forbidden: set[int], most: int
) -> None:
    postings, vocabulary = _postings(told, 3)
    grams = sorted(set(_grams(text, "mandarin")))
    keys = np.array([_key(gram, "mandarin", vocabulary) for gram in grams], dtype=np.int64)
    keys = np.unique(keys[keys >= 0])
    weights = dict(zip(keys.tolist(), postings.weights(keys).tolist(), strict=True))
    allowed = np.array([n not in forbidden for n in range(len(told))])
    totals = [
        sum(weights.get(_key(g, "mandarin", vocabulary), 0.0) for g in grams if g in _terms_of_told(one, "mandarin"))
        if allowed[n]
        else 0.0
        for n, one in enumerate(told)
    ]
    best = postings.best(keys, np.ones(len(keys), np.float32), allowed, most).tolist()
    expected = sorted(totals, reverse=True)[:most]
    assert best == sorted(set(best))
    assert [totals[n] for n in sorted(best, key=lambda n: -totals[n])] == pytest.approx([t for t in expected if t > 0])


@settings(deadline=None)
@given(st.lists(_SHORT, max_size=6), _SHORT.filter(lambda t: bool(Query(t))), st.sampled_from(VIEWS))
@example(["饭糖堂", "堂，饭堂"], "饭堂", "mandarin")
def test_presence_is_of_units_and_of_neighbours(texts: list[str], said: str, view: View) -> None:
    postings, vocabulary = _postings([Told(["饭反堂糖津贴八十岁钱"])], 1)
    row, starts = vocabulary.encode([to_mandarin(text) for text in texts])
    owners = np.repeat(np.arange(len(texts)), np.diff([*starts, len(row)]))
    table = vocabulary.table(view)
    terms = terms_of(Query(said), view, vocabulary, postings)
    found = presence(terms, row if table is None else table[row], owners, len(texts))
    wanted = set(_grams(said, view))
    assert found.shape == (len(texts), len(wanted))
    for text, own in zip(texts, found, strict=True):
        assert own.sum() == len(wanted & set(_grams(text, view)))
    assert terms.singles == sum(len(gram) == 1 for gram in wanted)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=10))
def test_ranges_are_all_numbers_of_the_stretches(stretches: list[tuple[int, int]]) -> None:
    columns: NDArray[np.int64] = np.array(stretches, dtype=np.int64).reshape(-1, 2)
    assert ranges(columns[:, 0], columns[:, 1]).tolist() == [s + n for s, length in stretches for n in range(length)]
