"""A place alone continues the last question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.directive import Directive
from bot.follow_up import continued, names_only_a_place
from bot.memory import Session
from bot.reply import Reply
from bot.topics import Topic
from bot.turn import Dialect

UNKNOWN = Directive(do="search", topic=Topic.UNKNOWN, confidence=0.0)


def _after(topic: Topic) -> Session:
    last = Reply(session_id="s", turn_id="t", dialect=Dialect.YUE, topic=topic, confidence=1, text="x", speech="x")
    return replace(Session("s"), last=last)


@pytest.mark.parametrize(
    ("text", "district"),
    [("新会呢", "新会"), ("噉台山嗰边呢？", "台山"), ("那江海区呢", "江海"), ("我喺会城", "新会"), ("鶴山", "鹤山")],
)
def test_a_place_alone(text: str, district: str) -> None:
    assert names_only_a_place(text) == district


@pytest.mark.parametrize("text", ["", "呢", "新会饭堂", "新会有咩消费券", "台山同开平", "派出所打电话"])
def test_more_or_less_than_a_place(text: str) -> None:
    assert names_only_a_place(text) is None


def test_the_last_question_is_asked_of_the_new_place() -> None:
    directive = continued("新会呢", UNKNOWN, _after(Topic.CANTEEN))
    assert (directive.do, directive.topic, directive.slots) == ("find_canteen", Topic.CANTEEN, {"district": "新会"})
    assert continued("新会呢", UNKNOWN, _after(Topic.HOME_CARE)).do == "answer"


@pytest.mark.parametrize("topic", [Topic.FRAUD, Topic.GREET, Topic.EMERGENCY])
def test_what_has_no_place_is_not_continued(topic: Topic) -> None:
    assert continued("新会呢", UNKNOWN, _after(topic)) is UNKNOWN


def test_without_a_question_before_nothing_changes() -> None:
    assert continued("新会呢", UNKNOWN, Session("s")) is UNKNOWN
