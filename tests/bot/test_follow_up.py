"""A place alone continues the last question."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.follow_up import follow_up, names_only_a_place
from bot.memory import Past, Session
from bot.reply import Reply
from bot.topics import Topic
from bot.turn import Dialect


def _past(topic: Topic, text: str = "江海区边度有长者饭堂") -> Past:
    reply = Reply(session_id="s", turn_id="t", dialect=Dialect.YUE, topic=topic, confidence=1, text="x", speech="x")
    return Past(text, reply, datetime.now(UTC))


def _after(*recent: Past) -> Session:
    return Session("s", recent=recent)


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("新会呢", "新会"),
        ("噉台山嗰边呢？", "台山"),
        ("那江海区呢", "江海"),
        ("我喺会城", "新会"),
        ("鶴山", "鹤山"),
        ("唔系，我系讲江海", "江海"),
        ("不对，是新会区", "新会"),
        ("错喇，我话台山", "台山"),
    ],
)
def test_a_place_alone(text: str, district: str) -> None:
    assert names_only_a_place(text) == district


@pytest.mark.parametrize("text", ["", "呢", "新会饭堂", "新会有咩消费券", "台山同开平", "派出所打电话"])
def test_more_or_less_than_a_place(text: str) -> None:
    assert names_only_a_place(text) is None


def test_the_last_question_is_asked_of_the_new_place() -> None:
    session = _after(_past(Topic.THANKS, "唔该"), _past(Topic.CANTEEN, "台山呢"), _past(Topic.CANTEEN))
    further = follow_up("新会呢", session)
    assert further is not None
    directive = further.directive
    assert (directive.do, directive.topic, directive.slots) == ("find_canteen", Topic.CANTEEN, {"district": "新会"})
    assert further.question == "新会边度有长者饭堂"


@pytest.mark.parametrize("topic", [Topic.FRAUD, Topic.GREET, Topic.EMERGENCY])
def test_what_has_no_place_is_not_continued(topic: Topic) -> None:
    assert follow_up("新会呢", _after(_past(topic))) is None


def test_without_a_question_before_nothing_is_continued() -> None:
    assert follow_up("新会呢", Session("s")) is None
