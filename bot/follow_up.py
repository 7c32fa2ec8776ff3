"""Understands a turn that only names another place: "新会呢？" after a question about canteens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.directive import Directive
from bot.memory import Session
from bot.topics import SERVICE_TOPICS, Topic
from bot.turn import MAX_TEXT_CHARACTERS
from knowledge.chinese import normalise
from knowledge.districts import districts_in, without_districts

_DATA = Path(__file__).parent / "wording" / "follow_up.yaml"


@cache
def _little_words() -> tuple[str, ...]:
    words: list[str] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))["says_nothing_more"]
    return tuple(sorted(map(normalise, words), key=len, reverse=True))


def names_only_a_place(text: str) -> str | None:
    """The district, when ``text`` names one and says nothing else; else None."""
    named = districts_in(text)
    if len(named) != 1:
        return None
    rest = without_districts(text)
    for word in _little_words():
        rest = rest.replace(word, "")
    return None if any(c.isalnum() for c in rest) else named[0]


@dataclass(frozen=True)
class FollowUp:
    """The last question, asked of another place: what to do, and the question in words."""

    directive: Directive
    question: str


def follow_up(text: str, session: Session) -> FollowUp | None:
    """The last question of ``session`` with the place that ``text`` names, when ``text`` says nothing else.

    A swindle is not continued this way: a place says nothing about it.
    """
    district = names_only_a_place(text)
    if district is None:
        return None
    about = SERVICE_TOPICS - {Topic.FRAUD}
    past = next((past for past in session.about(about) if names_only_a_place(past.text) is None), None)
    if past is None:
        return None
    topic = past.reply.topic
    do = "find_canteen" if topic is Topic.CANTEEN else "answer"
    directive = Directive(do=do, topic=topic, slots={"district": district}, confidence=1.0)
    return FollowUp(directive, f"{district}{without_districts(past.text)}"[:MAX_TEXT_CHARACTERS])
