"""Ranks items for a query by all ways of matching together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.attributes import Mask
from knowledge.search.fusion import adjust, fuse
from knowledge.search.matching import QueryTerms, Scores, looked_up, terms_of
from knowledge.search.postings import Keys
from knowledge.search.query import Query
from knowledge.search.segment import Segment
from knowledge.search.semantic import Encoder, encoded
from knowledge.search.text_index import TextIndex, Wanted
from knowledge.search.vocabulary import VIEWS, View, Vocabulary

_PASSAGE = 0.4
"""How much the best passage of a long query counts beside all of it."""

_FOREIGN = Wanted(by_terms=16, by_meaning=8)
"""Sentences that no item answers are looked at for the best one only."""


@dataclass(frozen=True)
class Ranked:
    """One candidate: its segment and place there, the parts of its score, and calibration features.

    ``text`` is the place, among the item's `asked_texts`, of the one that matched best.
    """

    segment: int
    place: int
    text: int
    parts: dict[str, float]
    features: dict[str, float]


@dataclass(frozen=True)
class Prepared:
    """A query made ready for a set of segments.

    Attributes:
        terms: its terms in each view.
        keys: those by which items are looked up.
        factors: how much each of ``keys`` counts.
        vectors: of its passages, shape (passages, dimension).
        foreign: how well each passage fits the best of the sentences that no item answers, 0..1, shape (passages,).
    """

    query: Query
    terms: dict[View, QueryTerms]
    keys: Keys
    factors: NDArray[np.float32]
    vectors: NDArray[np.float32] | None
    foreign: Scores


def prepare(
    query: Query, base: Segment, foreign: TextIndex, vocabulary: Vocabulary, encoder: Encoder | None
) -> Prepared:
    """``query`` weighed by ``base`` and compared with ``foreign`` sentences."""
    statistics = base.index.statistics
    terms = {view: terms_of(query, view, vocabulary, statistics) for view in VIEWS}
    vectors = None
    if encoder is not None:
        vectors = encoded(encoder, query.passage_texts())
    elsewhere = np.zeros(len(query.passages), np.float32)
    keys, factors = looked_up(terms.values())
    items = foreign.candidates(keys, factors, vectors, np.ones(len(foreign), np.bool_), _FOREIGN)
    if len(items):
        elsewhere = _with_all(fuse(foreign.match(items, terms, vectors).parts)).max(axis=0)
    return Prepared(query, terms, keys, factors, vectors, elsewhere)


def _with_all(fused: Scores) -> Scores:
    """Scores of passages, shape (candidates, passages), after looking at all of the query (the first) as well."""
    mixed: Scores = _PASSAGE * fused + (1 - _PASSAGE) * fused[:, :1]
    return mixed


def rank(prepared: Prepared, segments: Sequence[Segment], allowed: Sequence[Mask], *, limit: int) -> list[Ranked]:
    """The best ``limit`` items among those ``allowed`` in each of ``segments``, best first.

    An item is ranked by the passage of the query that it fits best; what matches in nothing is left out.
    """
    found = [_of_segment(prepared, s, m, limit) for s, m in zip(segments, allowed, strict=True)]
    totals = np.concatenate([own.totals for own in found])
    order = np.argsort(-totals, kind="stable")
    order = order[totals[order] > 0][:limit]
    owners = np.repeat(np.arange(len(found)), [len(own.totals) for own in found])
    within = np.concatenate([np.arange(len(own.totals)) for own in found])
    return [found[owners[n]].ranked(prepared, int(owners[n]), int(within[n])) for n in order]


@dataclass(frozen=True)
class _Found:
    """Candidates of one segment, each in the passage it fits best."""

    items: NDArray[np.int64]
    passages: NDArray[np.int64]
    texts: NDArray[np.uint16]
    parts: dict[str, Scores]
    totals: Scores

    def ranked(self, prepared: Prepared, segment: int, n: int) -> Ranked:
        own = {name: float(scores[n]) for name, scores in self.parts.items()}
        own["fused"] = float(self.totals[n])
        own["foreign"] = float(prepared.foreign[self.passages[n]])
        features = {"fused": own["fused"], "ahead": own["fused"] - own["foreign"]}
        return Ranked(segment, int(self.items[n]), int(self.texts[n]), own, features)


def _of_segment(prepared: Prepared, segment: Segment, allowed: Mask, limit: int) -> _Found:
    wanted = Wanted(by_terms=max(Wanted().by_terms, limit))
    items = segment.index.candidates(prepared.keys, prepared.factors, prepared.vectors, allowed, wanted)
    if not len(items):
        none = np.zeros(0, np.int64)
        return _Found(none, none, none.astype(np.uint16), {}, np.zeros(0, np.float32))
    matches = segment.index.match(items, prepared.terms, prepared.vectors)
    named = prepared.query.districts
    attributes = segment.attributes
    same = attributes.of_districts(named)[items]
    other = attributes.local()[items] & ~same if named else np.zeros(len(items), np.bool_)
    raw = _with_all(fuse(matches.parts))
    totals = np.where(raw > 0, adjust(raw, same_district=same, other_district=other), 0.0)
    best = totals.argmax(axis=1)
    rows = np.arange(len(items))
    return _Found(
        items,
        best,
        matches.texts[rows, best],
        {name: scores[rows, best] for name, scores in matches.parts.items()},
        totals[rows, best].astype(np.float32),
    )
