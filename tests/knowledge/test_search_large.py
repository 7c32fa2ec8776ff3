"""What is done otherwise when there are many items: packing them, rounding their vectors, walking a graph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from knowledge.item import Item
from knowledge.loading import default_items_directory, load_items
from knowledge.search import Encoder, KnowledgeSearch
from knowledge.search.semantic import SemanticIndex, VectorsBuilder, encoded
from knowledge.search.shelf import Shelf
from tests.knowledge.conftest import character_encoder, town, written


@pytest.fixture(scope="module")
def offers() -> list[Item]:
    """What there is in town; each tenth is to do with learning."""
    return [item.model_copy(update={"topic": "learning"}) if n % 10 == 9 else item for n, item in enumerate(town())]


@pytest.fixture(scope="module")
def characters(offers: list[Item]) -> Encoder:
    return character_encoder(offers)


@pytest.fixture
def as_if_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat some dozens of items as hundreds of thousands are, in several pieces."""
    monkeypatch.setattr("knowledge.search.shelf._FEW", 20)
    monkeypatch.setattr("knowledge.search.shelf._UNPACKED", 16)
    monkeypatch.setattr("knowledge.search.semantic.FEW", 150)
    monkeypatch.setattr("knowledge.search.texts._TOGETHER", 24)
    monkeypatch.setattr("knowledge.search.postings._ITEMS_TOGETHER", 32)
    monkeypatch.setattr("knowledge.search.postings._FEW", 20)


def _asked(items: Sequence[Item]) -> list[tuple[str, str]]:
    return [(question, item.id) for item in items[::2] for question in item.questions.cmn]


@pytest.mark.usefixtures("as_if_many")
def test_many_items_are_found_by_their_own_questions(offers: list[Item], characters: Encoder) -> None:
    search = KnowledgeSearch(offers, characters, foreign=[])
    for question, expected in _asked(offers):
        assert search.search(question)[0].item.id == expected
    assert list(search.items) == offers
    assert search.get("offer-77") == offers[77]
    assert search.of_kind("service") == tuple(offers)


@pytest.mark.usefixtures("as_if_many")
def test_a_filter_reaches_the_few_items_it_allows(offers: list[Item], characters: Encoder) -> None:
    search = KnowledgeSearch(offers, characters, foreign=[])
    for item in offers[4::5]:
        hits = search.search(item.questions.cmn[0], limit=3, topic="learning")
        assert len(hits) == 3
        assert {hit.item.topic for hit in hits} == {"learning"}
        assert (hits[0].item.id == item.id) is (item.topic == "learning")


@pytest.mark.usefixtures("as_if_many")
def test_many_items_can_be_edited_and_compacted(offers: list[Item], characters: Encoder) -> None:
    search = KnowledgeSearch(offers[:150], characters, foreign=[])
    search.apply(offers[150:], ["offer-1"])
    search.compact()
    assert search.get("offer-1") is None
    assert len(search) == len(offers) - 1
    for question, expected in _asked(offers):
        assert search.search(question)[0].item.id == expected


def _index(offers: list[Item], encoder: Encoder) -> SemanticIndex:
    builder = VectorsBuilder(encoder)
    firsts = np.arange(0, 2 * len(offers) + 1, 2)
    for start in range(0, len(offers), 25):
        piece = offers[start : start + 25]
        builder.add([q for item in piece for q in item.questions.cmn], np.arange(0, 2 * len(piece), 2))
    return builder.build(firsts)


def test_the_graph_proposes_what_comparing_all_proposes(
    offers: list[Item], characters: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = _index(offers, characters)
    monkeypatch.setattr("knowledge.search.semantic.FEW", 150)
    walked = _index(offers, characters)
    anywhere = np.ones(len(offers), np.bool_)
    for n, item in enumerate(offers):
        passages = encoded(characters, list(item.questions.cmn[:1]))
        assert n in exact.candidates(passages, anywhere, 48)
        assert n in walked.candidates(passages, anywhere, 48)
        near = np.array([n, (n + 1) % len(offers), (n + 10) % len(offers)])
        np.testing.assert_allclose(walked.scores(passages, near), exact.scores(passages, near), atol=0.02)


@pytest.mark.parametrize("allowed", [1, 7, 48, 49, 120, 199])
def test_the_graph_proposes_only_what_is_allowed(
    offers: list[Item], characters: Encoder, monkeypatch: pytest.MonkeyPatch, allowed: int
) -> None:
    monkeypatch.setattr("knowledge.search.semantic.FEW", 150)
    walked = _index(offers, characters)
    places = np.random.default_rng(allowed).choice(len(offers), allowed, replace=False)
    mask = np.isin(np.arange(len(offers)), places)
    for n in places[:10]:
        proposed = walked.candidates(encoded(characters, [offers[n].questions.cmn[0]]), mask, 48)
        assert n in proposed
        assert set(proposed) <= set(places)


def test_packed_items_are_the_items(monkeypatch: pytest.MonkeyPatch) -> None:
    items = load_items(default_items_directory())
    plain = Shelf(items)
    monkeypatch.setattr("knowledge.search.shelf._FEW", 10)
    monkeypatch.setattr("knowledge.search.shelf._UNPACKED", 4)
    packed = Shelf(iter(items))
    assert list(packed) == list(plain) == items
    assert len(packed) == len(items)
    assert [packed[n] for n in range(len(items))] == items
    assert packed[-1] == items[-1]
    assert packed[3:40:7] == items[3:40:7]
    with pytest.raises(IndexError):
        packed[len(items)]


@pytest.mark.parametrize("topic", [None, "learning"])
def test_words_that_nearly_all_items_have_still_find_some(monkeypatch: pytest.MonkeyPatch, topic: str | None) -> None:
    monkeypatch.setattr("knowledge.search.postings._FEW", 20)
    monkeypatch.setattr("knowledge.search.postings._LOOKED_THROUGH", 60)
    crowd = [written(f"crowd-{n}", f"边度有{n}", f"呢度有{n}。", topic="learning") for n in range(100)]
    assert KnowledgeSearch(crowd, None, foreign=[]).search("边度有", topic=topic)


@pytest.mark.parametrize("gone", [False, True])
def test_words_that_nearly_all_items_have_find_the_rest_when_the_rare_one_is_not_wanted(
    monkeypatch: pytest.MonkeyPatch, gone: bool
) -> None:
    monkeypatch.setattr("knowledge.search.postings._FEW", 20)
    crowd = [written(f"crowd-{n}", f"边度有{n}", f"呢度有{n}。", topic="learning") for n in range(100)]
    search = KnowledgeSearch([*crowd, written("rare", "边度有游水", "泳池。", topic="health")], None, foreign=[])
    if gone:
        search.apply([], ["rare"])
    assert len(search.search("边度有游水", topic=None if gone else "learning")) == 5
    assert len(search.search("边度有游水")) == 5
