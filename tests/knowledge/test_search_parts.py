"""The parts that search is made of, each against the plainest way of doing the same."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from knowledge.chinese import normalise, segments
from knowledge.dialect import to_mandarin
from knowledge.phonetics import sound
from knowledge.search.kernels import BREAK, nearest_texts
from knowledge.search.matching import QueryTerms, looked_up, terms_of
from knowledge.search.query import Query
from knowledge.search.text_index import TextIndex
from knowledge.search.texts import Told
from knowledge.search.vocabulary import VIEWS, View, Vocabulary, ranges

_TEXT = st.text(st.sampled_from("饭反堂糖津贴八十岁钱 ，a1"), max_size=12)
_SHORT = st.text(st.sampled_from("饭反堂，a"), max_size=8)
_TOLD = st.lists(
    st.builds(Told, st.lists(_TEXT, min_size=1, max_size=4), st.lists(_TEXT, max_size=2)), min_size=1, max_size=8
)


def _as_heard(unit: str, view: View) -> str:
    return unit if view == "mandarin" else sound(unit, view)


def _grams(text: str, view: View) -> Iterator[tuple[str, ...]]:
    """Units and neighbours of a text in Mandarin wording."""
    for run in segments(text):
        heard = [_as_heard(unit, view) for unit in run]
        yield from ((unit,) for unit in heard)
        yield from pairwise(heard)


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
            assert vocabulary.number(unit, view) == table[n]
            alike = [u for u in units if _as_heard(u, view) == _as_heard(unit, view)]
            assert {vocabulary.number(u, view) for u in alike} == {vocabulary.number(unit, view)}
    assert vocabulary.number("龘", "mandarin") == -1


def _index(told: Sequence[Told], *, pieces: int = 3, wide: bool = False) -> tuple[TextIndex, Vocabulary]:
    """An index over ``told``, read in pieces; ``wide``: with units whose numbers take more than sixteen bits."""
    vocabulary = Vocabulary()
    if wide:
        vocabulary.encode([" ".join(f"x{n}" for n in range(70_000))])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("knowledge.search.postings._ITEMS_TOGETHER", pieces)
        parts = [told[start : start + pieces] for start in range(0, len(told), pieces)]
        return TextIndex(parts, vocabulary, None), vocabulary


def _wording(text: str) -> str:
    return to_mandarin(normalise(text))


def _said(one: Told, view: View) -> list[set[tuple[str, ...]]]:
    """The terms of each of the asked texts that differ."""
    return [set(_grams(text, view)) for text in dict.fromkeys(map(_wording, one.asked))]


def _all_terms(one: Told, view: View) -> set[tuple[str, ...]]:
    answer = one.answer if view == "mandarin" else ()
    return set().union(*_said(one, view), *(_grams(_wording(text), view) for text in answer))


def _telling(told: Sequence[Told], view: View) -> Callable[[tuple[str, ...]], float]:
    """How telling a term is, counted by hand."""
    counts = Counter(gram for one in told for gram in _all_terms(one, view))
    return lambda gram: math.log1p((len(told) - counts[gram] + 0.5) / (counts[gram] + 0.5))


def _terms(index: TextIndex, vocabulary: Vocabulary, said: str) -> dict[View, QueryTerms]:
    return {view: terms_of(Query(said), view, vocabulary, index.statistics) for view in VIEWS}


def _asked(said: str, view: View, vocabulary: Vocabulary) -> set[tuple[str, ...]]:
    """The terms of a query; each unit like none of ``vocabulary`` is another, however it sounds."""
    known = {_as_heard(vocabulary.text(number), view) for number in range(1, len(vocabulary))}
    runs = [[_as_heard(u, view) if _as_heard(u, view) in known else u for u in r] for r in segments(_wording(said))]
    return {gram for run in runs for gram in (*((unit,) for unit in run), *pairwise(run))}


@pytest.mark.parametrize("view", VIEWS)
@settings(deadline=None, max_examples=60)
@example(told=[Told([""])], said="反饭", pieces=1)
@given(told=_TOLD, said=_SHORT.filter(lambda t: bool(Query(t))), pieces=st.sampled_from([1, 3, 100]))
def test_terms_are_weighed_by_the_items_that_have_them(told: list[Told], said: str, pieces: int, view: View) -> None:
    index, vocabulary = _index(told, pieces=pieces)
    terms = terms_of(Query(said), view, vocabulary, index.statistics)
    grams = _asked(said, view, vocabulary)
    telling = _telling(told, view)
    assert terms.weights.shape == (len(grams), 1)
    assert sorted(terms.weights[:, 0].tolist()) == pytest.approx(sorted(map(telling, grams)), rel=1e-5)
    assert len(set(terms.keys[terms.keys >= 0].tolist())) == (terms.keys >= 0).sum()


@settings(deadline=None, max_examples=60)
@given(told=_TOLD, said=_TEXT.filter(lambda t: bool(Query(t))), away=st.sets(st.integers(0, 7)), most=st.integers(1, 9))
def test_those_with_the_most_telling_terms_are_proposed(told: list[Told], said: str, away: set[int], most: int) -> None:
    index, vocabulary = _index(told)
    keys, factors = looked_up(_terms(index, vocabulary, said).values())
    allowed = np.array([n not in away for n in range(len(told))])
    worth = np.zeros(len(told))
    for view in VIEWS:
        telling = _telling(told, view)
        wanted = {g for g in _grams(_wording(said), view) if view == "mandarin" or len(g) == 2}
        factor = 1.0 if view == "mandarin" else 0.5
        worth += [factor * sum(map(telling, wanted & _all_terms(one, view))) for one in told]
    worth = np.where(allowed, worth, 0.0)
    best = index.postings.best(keys, factors, allowed, most).tolist()
    assert best == sorted(set(best))
    expected = [total for total in sorted(worth, reverse=True)[:most] if total > 0]
    assert sorted(worth[best], reverse=True) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("wide", [False, True])
@settings(deadline=None, max_examples=15)
@given(told=_TOLD, said=_SHORT.filter(lambda t: bool(Query(t))), later=_TEXT)
@example(told=[Told(["饭糖堂", "堂，饭堂"])], said="饭堂", later="")
@example(told=[Told([""], [""])], said="饭", later="糖")
def test_matches_are_what_is_counted_by_hand(told: list[Told], said: str, later: str, wide: bool) -> None:
    if wide:
        told = told[:2]
    index, vocabulary = _index(told, wide=wide)
    vocabulary.encode([normalise(later + "新字")])  # others are edited meanwhile
    found = index.match(np.arange(len(told)), _terms(index, vocabulary, said + "新"), None)
    for view in VIEWS:
        telling, wanted = _telling(told, view), _asked(said + "新", view, vocabulary)
        whole = sum(map(telling, wanted))
        for place, one in enumerate(told):
            shares = [sum(map(telling, wanted & own)) / whole for own in _said(one, view)]
            got = float(found.parts[view][place, 0])
            assert (got > 0) == (max(shares) > 0)
            assert got == pytest.approx(min(got, 1.0))
            if len(told) == 1 and len(shares) == 1:  # a text of average length is not held back
                assert got == pytest.approx(shares[0], rel=1e-4)
    telling, wanted = _telling(told, "mandarin"), set(_grams(_wording(said + "新"), "mandarin"))
    for place, one in enumerate(told):
        inside = [
            sum(map(telling, wanted & own)) / max(_weight(own_text, telling), 1e-9) for own_text, own in _texts(one)
        ]
        assert float(found.parts["inside"][place, 0]) == pytest.approx(min(max(inside), 1.0), rel=1e-4, abs=1e-6)


def _texts(one: Told) -> list[tuple[str, set[tuple[str, ...]]]]:
    return [(text, set(_grams(text, "mandarin"))) for text in dict.fromkeys(map(_wording, one.asked))]


def _weight(text: str, telling: Callable[[tuple[str, ...]], float]) -> float:
    """Every occurrence counts."""
    return sum(map(telling, _grams(text, "mandarin")))


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=5).flatmap(
        lambda counts: st.tuples(
            st.just(counts),
            arrays(np.int8, (sum(counts), 4)),
            arrays(np.float32, (2, 4), elements=st.floats(-1, 1, width=32)),
        )
    )
)
def test_the_nearest_text_of_each_item_counts(drawn: tuple[list[int], NDArray[np.int8], NDArray[np.float32]]) -> None:
    counts, vectors, passages = drawn
    firsts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    alike = vectors.astype(np.float32) @ passages.T
    best = [np.maximum(alike[b:e].max(axis=0), 0) for b, e in pairwise(firsts)]
    for own in (vectors, vectors.astype(np.float32)):
        got = nearest_texts(np.arange(len(counts)), firsts, own, passages)
        np.testing.assert_allclose(got, best, rtol=1e-4, atol=1e-3)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=10))
def test_ranges_are_all_numbers_of_the_stretches(stretches: list[tuple[int, int]]) -> None:
    columns: NDArray[np.int64] = np.array(stretches, dtype=np.int64).reshape(-1, 2)
    assert ranges(columns[:, 0], columns[:, 1]).tolist() == [s + n for s, length in stretches for n in range(length)]
