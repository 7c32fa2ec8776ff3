"""One utterance, and what was understood."""

from __future__ import annotations

from dataclasses import dataclass

from bot.evaluation.utterances import Utterance
from bot.topics import Topic


@dataclass(frozen=True)
class Outcome:
    """``topic``: what was understood; ``confidence``, 0..1: how surely."""

    utterance: Utterance
    topic: Topic
    confidence: float

    @property
    def right(self) -> bool:
        """Whether the topic is the right one."""
        return self.topic is self.utterance.topic
