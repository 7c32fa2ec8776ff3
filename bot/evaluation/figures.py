"""Counts outcomes: by slice and dialect, by topic, which topics are confused, and whether confidence is earned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import get_args

from bot.evaluation.outcome import Outcome
from bot.evaluation.utterances import Slice
from bot.topics import Topic
from bot.turn import Dialect
from knowledge.evaluation.reliability import Reliability, curve


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0..1; None of none."""
        return self.hits / self.of if self.of else None


@dataclass(frozen=True)
class TopicFigures:
    """Of the utterances understood as this topic, those that are; of those that are, those understood as it."""

    topic: Topic
    precision: Share
    recall: Share


@dataclass(frozen=True)
class Figures:
    """All figures of one set of outcomes.

    ``in_scope`` and the groups count utterances about a topic; ``refused`` those about nothing here that were
    understood as such, ``wrongly_refused`` those about a topic that were taken for such.
    """

    in_scope: Share
    by_slice: dict[str, Share]
    by_dialect: dict[str, Share]
    refused: Share
    wrongly_refused: Share
    topics: tuple[TopicFigures, ...]
    confusions: dict[tuple[Topic, Topic], int]
    reliability: Reliability


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """The figures of ``outcomes``."""
    about = [o for o in outcomes if o.utterance.topic is not Topic.UNKNOWN]
    nothing = [o for o in outcomes if o.utterance.topic is Topic.UNKNOWN]
    return Figures(
        in_scope=_right(about),
        by_slice=_grouped(about, get_args(Slice), lambda o: o.utterance.slice),
        by_dialect=_grouped(about, list(Dialect), lambda o: o.utterance.dialect),
        refused=_right(nothing),
        wrongly_refused=Share(sum(o.topic is Topic.UNKNOWN for o in about), len(about)),
        topics=tuple(_of_topic(topic, outcomes) for topic in Topic),
        confusions=dict(Counter((o.utterance.topic, o.topic) for o in outcomes)),
        reliability=curve((o.confidence, o.right) for o in outcomes),
    )


def _right(outcomes: Collection[Outcome]) -> Share:
    return Share(sum(o.right for o in outcomes), len(outcomes))


def _grouped(outcomes: Sequence[Outcome], names: Sequence[str], group: Callable[[Outcome], str]) -> dict[str, Share]:
    return {name: _right([o for o in outcomes if group(o) == name]) for name in names}


def _of_topic(topic: Topic, outcomes: Sequence[Outcome]) -> TopicFigures:
    given = [o for o in outcomes if o.topic is topic]
    meant = [o for o in outcomes if o.utterance.topic is topic]
    return TopicFigures(topic, _right(given), _right(meant))
