"""How search is measured, by examples worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.evaluation import Found, Question, all_finders, evaluate, verdicts
from knowledge.evaluation.finders import CHARACTERS, OURS
from knowledge.evaluation.outcome import Outcome
from knowledge.evaluation.ranking import ranking
from knowledge.evaluation.refusing import best_threshold, refusing
from knowledge.evaluation.reliability import reliability
from knowledge.item import Item
from knowledge.search import KnowledgeSearch
from tests.knowledge.conftest import character_encoder


def question(text: str, *items: str, wording: str = "clean", dialect: str = "yue") -> Question:
    """A question; unanswerable without ``items``."""
    put = {"slice": wording} if items else {"slice": "unanswerable", "wording": wording}
    return Question.model_validate({"text": text, "dialect": dialect, "items": items, **put})


def outcome(right: Sequence[str], *found: tuple[str, float]) -> Outcome:
    return Outcome(question("问", *right), tuple(Found(*one) for one in found))


@dataclass
class Listed:
    """Finds what it was told to, and nothing for other queries."""

    name: str
    answers: dict[str, list[tuple[str, float]]]
    threshold: float | None = None
    calibrated: bool = False
    asked: list[str] = field(default_factory=list)

    def find(self, query: str) -> list[Found]:
        self.asked.append(query)
        return [Found(*one) for one in self.answers.get(query, [])]


def test_the_place_of_the_first_right_item_counts() -> None:
    measured = ranking(
        [
            outcome(["a"], ("a", 0.9), ("b", 0.8)),
            outcome(["a", "c"], ("b", 0.9), ("c", 0.8), ("a", 0.7)),  # any of several will do: place 2
            outcome(["a"], ("b", 0.9), ("c", 0.8), ("d", 0.7), ("a", 0.6)),
            outcome(["a"]),
            outcome([], ("a", 0.9)),  # nothing answers it: it does not count here
        ]
    )
    assert measured.questions == 4
    assert measured.recall_1 == 1 / 4
    assert measured.recall_3 == 2 / 4
    assert measured.mrr == pytest.approx((1 + 1 / 2 + 1 / 4 + 0) / 4)


def test_without_answerable_questions_there_is_no_recall() -> None:
    assert ranking([outcome([], ("a", 0.9))]).recall_1 is None


def test_refusals_right_and_wrong() -> None:
    measured = refusing(
        [
            outcome([], ("a", 0.2)),  # refused, rightly
            outcome([]),  # nothing found is a refusal
            outcome([], ("a", 0.5)),  # at the threshold is an answer
            outcome(["a"], ("a", 0.4)),  # refused, wrongly
            outcome(["a"], ("b", 0.9)),  # the wrong item, but no refusal
        ],
        0.5,
    )
    assert measured.unanswerable == 3
    assert (measured.precision, measured.recall, measured.wrong) == (2 / 3, 2 / 3, 1 / 2)


def test_where_nothing_is_refused_there_is_no_precision() -> None:
    measured = refusing([outcome(["a"], ("a", 0.9))], 0.5)
    assert (measured.precision, measured.recall, measured.wrong) == (None, None, 0.0)


def test_the_best_threshold_parts_what_can_be_parted() -> None:
    foreign = [outcome([], ("a", 0.1)), outcome([], ("a", 0.3))]
    assert best_threshold([*foreign, outcome(["a"], ("a", 0.4)), outcome(["a"], ("a", 7.0))]) == 0.4
    assert refusing(foreign, best_threshold(foreign)).recall == 1.0
    assert math.isfinite(best_threshold([]))


def test_calibration_error_by_hand() -> None:
    measured = reliability(
        [
            outcome(["a"], ("a", 0.94)),
            outcome(["a"], ("b", 0.96)),  # the stretch from 0.9: mean 0.95, half are right
            outcome(["a"], ("a", 1.0)),  # belongs to the last stretch as well
            outcome([]),  # score 0, never right: as it should be
        ]
    )
    assert [(one.questions, one.right) for one in measured.bins] == [(1, 0.0), (3, pytest.approx(2 / 3))]
    assert measured.error == pytest.approx(3 / 4 * abs((0.94 + 0.96 + 1.0) / 3 - 2 / 3))


IDS = st.sampled_from("abcdefghijkl")
OUTCOMES = st.builds(
    lambda right, found: outcome(right, *((one, 1 / n) for n, one in enumerate(found, 2))),
    st.lists(IDS, max_size=3, unique=True),
    st.lists(IDS, max_size=10, unique=True),
)


@given(st.lists(OUTCOMES, max_size=12), st.floats(0, 1))
def test_measures_keep_their_order_and_bounds(outcomes: list[Outcome], threshold: float) -> None:
    measured = ranking(outcomes)
    if measured.recall_1 is not None and measured.recall_3 is not None and measured.mrr is not None:
        assert 0 <= measured.recall_1 <= measured.recall_3 <= 1
        assert measured.recall_1 <= measured.mrr + 1e-9
        assert measured.mrr <= measured.recall_1 + (1 - measured.recall_1) / 2 + 1e-9
    assert 0 <= reliability(outcomes).error <= 1
    best = refusing(outcomes, best_threshold(outcomes))
    other = refusing(outcomes, threshold)
    assert _f1(best.precision, best.recall) >= _f1(other.precision, other.recall) - 1e-9


def _f1(precision: float | None, recall: float | None) -> float:
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def test_figures_by_wording_and_dialect_and_mistakes_of_the_dev_part_only() -> None:
    questions = [
        question("甲", "a"),
        question("乙", "a", wording="noise", dialect="cmn"),
        question("丙", wording="noise", dialect="cmn"),
    ]
    ours = Listed(
        OURS, {"甲": [("a", 0.9)], "乙": [("b", 0.8), ("a", 0.1)], "丙": [("b", 0.7)]}, threshold=0.5, calibrated=True
    )
    plain = Listed(CHARACTERS, {"甲": [("b", 3.0)], "乙": [("a", 2.0)], "丙": [("b", 1.0)]})
    dev = evaluate("dev", questions, questions, [plain, ours])
    assert dev.of(OURS).cell().ranking.recall_1 == 1 / 2
    assert dev.of(OURS).cell("noise", "cmn").ranking.mrr == 1 / 2
    assert dev.of(OURS).cell("noise").refusing.recall == 0.0
    assert dev.of(OURS).cell("rambling").ranking.questions == 0
    assert dev.of(CHARACTERS).threshold == 2.0
    assert [m.question.text for m in dev.mistakes] == ["乙", "丙"]
    assert plain.asked == ["甲", "乙", "丙"]
    met = {v.what: (v.value, v.met) for v in verdicts(dev)}
    assert met["right item first, ratio to character BM25"] == (1.0, False)
    assert met["points that recogniser noise costs"] == (1.0, False)
    assert met["answerable questions refused"] == (0.0, True)

    told: list[tuple[int, int]] = []
    tuning = [question("丁"), question("戊", "a")]
    test = evaluate("test", questions, tuning, [plain, ours], lambda done, total: told.append((done, total)))
    assert test.mistakes == ()
    assert told == [(n, 8) for n in range(1, 9)]
    assert plain.asked[3:] == ["甲", "乙", "丙", "丁", "戊"]


def test_every_finder_finds_what_is_asked_word_for_word(items: list[Item]) -> None:
    encoder = character_encoder(items)
    search = KnowledgeSearch(items, encoder)
    finders = all_finders(items, search, encoder)
    assert len({finder.name for finder in finders}) == 5
    for finder in finders:
        found = finder.find("高龄津贴怎么申请")
        assert found[0].id == "age-allowance", finder.name
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True), finder.name
        assert finder.find("！？") == []
    assert [finder.name for finder in all_finders(items, search, None)] == [
        finder.name for finder in finders if finder.name != "encoder"
    ]
