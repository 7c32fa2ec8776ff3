"""What a text is about, told by its words."""

from __future__ import annotations

from knowledge.chinese import normalise
from knowledge.importing.data import read_data
from knowledge.item import ServiceTopic

_HEADING_COUNTS = 4
_TITLE_COUNTS = 2


def topic_of(heading: str, title: str, text: str) -> ServiceTopic:
    """The topic whose words stand most often in a text; ``policy`` when none does.

    Words of its heading, and of the title of its document, count for more.
    """
    weighed = ((normalise(heading), _HEADING_COUNTS), (normalise(title), _TITLE_COUNTS), (normalise(text), 1))
    best: ServiceTopic = "policy"
    most = 0
    topics: dict[ServiceTopic, list[str]] = read_data("topics.yaml")  # type: ignore[assignment]
    for topic, words in topics.items():
        score = sum(weight * part.count(word) for word in words for part, weight in weighed)
        if score > most:
            best, most = topic, score
    return best
