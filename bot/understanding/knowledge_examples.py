"""What the items know of how people ask, as examples for understanding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

import yaml

from knowledge.chinese import normalise
from knowledge.item import Item

_QUESTIONS_COUNT = 0.5
"""How much a question of an item counts beside an example of the project: items ask more of one thing than people."""
_FOREIGN_COUNT = 0.3
"""The same for a sentence that no item answers."""
_FOREIGN_INTENT = "out_of_scope"
_FIRST_AID = "first-aid-"
"""How the ids of items begin that say what to do in an emergency; their questions sound like one."""


def knowledge_examples(items: Iterable[Item], foreign: Collection[str]) -> str:
    """Training data for Rasa, as YAML: each item's questions under its topic, ``foreign`` sentences under none."""
    asked: dict[str, dict[str, str]] = defaultdict(dict)
    for item in items:
        if not item.id.startswith(_FIRST_AID):
            asked[item.topic] |= {normalise(q): q for q in (*item.questions.cmn, *item.questions.yue)}
    nlu = [_intent(topic, asked[topic].values(), _QUESTIONS_COUNT) for topic in sorted(asked)]
    nlu.append(_intent(_FOREIGN_INTENT, {normalise(text): text for text in foreign}.values(), _FOREIGN_COUNT))
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, sort_keys=False, width=1000)


def _intent(name: str, texts: Iterable[str], weight: float) -> dict[str, object]:
    examples = "".join(f"- {' '.join(text.split())}\n" for text in texts)
    return {"intent": name, "metadata": {"weight": weight}, "examples": examples}
