"""A place alone continues the last question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.follow_up import follow_up, names_only_a_place
from bot.memory import Session
from bot.reply import Reply
from bot.topics import Topic
from bot.turn import Dialect


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
    session = replace(_after(Topic.CANTEEN), asked=("台山呢", "江海区边度有长者饭堂"))
    further = follow_up("新会呢", session)
    assert further is not None
    directive = further.directive
    assert (directive.do, directive.topic, directive.slots) == ("find_canteen", Topic.CANTEEN, {"district": "新会"})
    assert further.question == "新会边度有长者饭堂"


@pytest.mark.parametrize("topic", [Topic.FRAUD, Topic.GREET, Topic.EMERGENCY])
def test_what_has_no_place_is_not_continued(topic: Topic) -> None:
    assert follow_up("新会呢", _after(topic)) is None


def test_without_a_question_before_nothing_is_continued() -> None:
    assert follow_up("新会呢", Session("s")) is None
