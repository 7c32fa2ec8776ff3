"""What is believed of an answer follows the words and the topic, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.belief import believed

_SHARES = st.floats(0.0, 1.0)


@given(_SHARES, _SHARES)
def test_it_is_a_probability(score: float, share: float) -> None:
    assert 0.0 < believed(score, "canteen", {"canteen": share}) < 1.0


@given(st.floats(0.01, 0.99), _SHARES, _SHARES)
def test_a_likelier_topic_is_never_believed_less(score: float, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert believed(score, "canteen", {"canteen": less}) <= believed(score, "canteen", {"canteen": more})


@given(_SHARES, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_better_score_is_never_believed_less(share: float, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert believed(less, "x", {"x": share}) <= believed(more, "x", {"x": share})


def test_a_topic_that_is_sure_helps_and_one_that_is_not_there_harms() -> None:
    assert believed(0.4, "canteen", {"canteen": 1.0}) > 0.7
    assert believed(0.4, "canteen", {"fraud": 1.0}) < 0.2


def test_that_nothing_here_is_meant_harms_every_item() -> None:
    meant, doubtful, sure = (believed(0.9, "health", {"health": 0.05, "unknown": share}) for share in (0.0, 0.5, 0.95))
    assert meant > doubtful > sure
    assert sure < 0.44
