"""Understands turns that say little by themselves: "新会呢？" after canteens, "第二个" after a choice of two."""

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
_TWO = 2


@cache
def _words(name: str) -> tuple[str, ...]:
    """A list of the data file, the longest first."""
    words: list[str] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))[name]
    return tuple(sorted(map(normalise, words), key=len, reverse=True))


def chosen(text: str, session: Session) -> str | None:
    """What ``text`` takes of the two that were just offered, in the words of the offer; else None."""
    offered = session.recent[0].reply.options if session.recent else ()
    if len(offered) != _TWO:
        return None
    plain = _without_little_words("".join(c for c in normalise(text) if c.isalnum()))
    for name, option in zip(("takes_first", "takes_second"), offered, strict=True):
        if plain in {_without_little_words(word) for word in _words(name)}:
            return option
    return None


def _without_little_words(text: str) -> str:
    """``text`` without those beside its own, where anything is left."""
    rest = text
    for word in _words("says_nothing_more"):
        rest = rest.replace(word, "")
    return rest or text


def names_only_a_place(text: str) -> str | None:
    """The district, when ``text`` names one and says nothing else; else None."""
    named = districts_in(text)
    if len(named) != 1:
        return None
    rest = without_districts(text)
    for word in _words("says_nothing_more"):
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
