"""What understanding decides: which skill is to act, on which topic, with which slots."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from bot.topics import Topic


class Directive(BaseModel):
    """An instruction for one skill.

    ``do`` names the skill; ``slots`` holds what was understood in the person's words
    (district, amount, ...), strings only; ``confidence`` is in 0..1. ``likely``: of each topic the probability that it
    is meant; None where nobody understood the words.
    """

    model_config = ConfigDict(frozen=True)

    do: str
    topic: Topic
    slots: dict[str, str] = {}
    confidence: float = 1.0
    likely: dict[Topic, float] | None = None
