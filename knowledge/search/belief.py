"""What is believed of an answer once it is known what the person talks about."""

from __future__ import annotations

import math
from collections.abc import Mapping

_FLOOR = 0.02
"""A topic is never quite excluded."""
_PRIOR = 1.5
"""A topic that is sure raises the log odds by so much; one that is as good as excluded lowers them by 2.4."""
_NOTHING_HERE = "unknown"
_LEFT = 0.05
"""That nothing here is meant lowers the log odds by 3 where it is sure."""
_LARGEST = 6.9
"""Log odds of 0.999, beyond which a score says nothing more."""


def believed(score: float, topic: str, likely: Mapping[str, float]) -> float:
    """The probability that an item answers, 0..1.

    Args:
        score: the same as search alone has it.
        topic: the item's.
        likely: of each topic the probability that it is meant; of those not there it is 0. "unknown" stands for
            nothing here.
    """
    odds = math.log(score / (1 - score)) if 0 < score < 1 else math.copysign(_LARGEST, score - 0.5)
    odds = max(-_LARGEST, min(_LARGEST, odds))
    odds += math.log(likely.get(topic, 0.0) + _FLOOR) + _PRIOR
    odds += math.log(1.0 - min(1.0, likely.get(_NOTHING_HERE, 0.0)) + _LEFT)
    return 1.0 / (1.0 + math.exp(-odds))
