"""Who is answered by what: a doubtful act, two services that may both be meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.directive import Directive
from bot.reply import Reply
from bot.topics import Topic
from tests.bot.test_assistant import act, conversation, guard, shipped

__all__ = ["conversation", "guard", "shipped"]

Ask = Callable[..., Reply]


def understood(do: str, **likely: float) -> Directive:
    shares = {Topic(name): share for name, share in likely.items()}
    best = max(shares, key=lambda topic: shares[topic])
    return Directive(do=do, topic=best, confidence=shares[best], likely=shares)


def test_an_act_hardly_understood_gives_way_to_an_answer(conversation: Callable[..., Ask]) -> None:
    text = "江海区边度有长者饭堂"
    assert conversation({text: act("louder", Topic.LOUDER, 0.4)})(text).topic is Topic.CANTEEN
    assert conversation({text: act("louder", Topic.LOUDER, 0.9)})(text).topic is Topic.LOUDER


def test_an_act_hardly_understood_that_nothing_answers_is_done(conversation: Callable[..., Ask]) -> None:
    text = "嗰把声啊嗰把声"
    assert conversation({text: act("louder", Topic.LOUDER, 0.4)})(text).topic is Topic.LOUDER


def test_two_services_that_may_both_be_meant_are_asked_back_with_two_buttons(conversation: Callable[..., Ask]) -> None:
    text = "想揾人照顾阿妈，又想佢入老人院"
    both = understood("answer", home_care=0.45, residential_care=0.4)
    asked = conversation({text: both})(text)
    assert len(asked.options) == 2
    assert all(option in asked.text for option in asked.options)
    assert not asked.sources
    # What is offered may be as doubtful by itself: it is answered all the same.
    ask = conversation({text: both, **dict.fromkeys(asked.options, both)})
    ask(text)
    answered = [ask(option) for option in asked.options if ask(text).options]
    assert all(reply.sources for reply in answered)
    assert len({reply.sources[0].id for reply in answered}) == 2


@pytest.mark.parametrize(
    ("said", "number"), [("第一个", 0), ("第二个啦", 1), ("后面那个吧", 1), ("系啊", 0), ("两样都系", 0), ("前者", 0)]
)
def test_one_of_two_is_taken_in_words(conversation: Callable[..., Ask], said: str, number: int) -> None:
    text = "想揾人照顾阿妈，又想佢入老人院"
    ask = conversation({text: understood("answer", home_care=0.45, residential_care=0.4)})
    offered = ask(text).options
    taken = ask(said)
    assert taken.sources[0].id == ask(offered[number]).sources[0].id


def test_an_answer_too_weak_is_not_offered(conversation: Callable[..., Ask]) -> None:
    text = "江海区边度有长者饭堂"
    ask = conversation({text: understood("answer", elder_card=0.45, jobs=0.4)})
    assert len(ask(text).options) != 2


@pytest.mark.parametrize("do", ["hand_over", "comfort", "complaint"])
def test_who_may_need_somebody_is_not_given_an_item_instead(conversation: Callable[..., Ask], do: str) -> None:
    text = "江海区边度有长者饭堂"
    topic = {"hand_over": Topic.HUMAN, "comfort": Topic.CHITCHAT, "complaint": Topic.COMPLAINT}[do]
    assert conversation({text: act(do, topic, 0.4)})(text).topic is topic


def test_a_topic_sure_in_two_ways_of_meaning_it_is_sure(conversation: Callable[..., Ask]) -> None:
    text = "江海区边度有长者饭堂"
    helps = Directive(do="help", topic=Topic.HELP, confidence=0.45, likely={Topic.HELP: 0.9})
    assert conversation({text: helps})(text).topic is Topic.HELP


def test_one_service_that_is_clearly_meant_is_answered(conversation: Callable[..., Ask]) -> None:
    text = "想揾人照顾阿妈，又想佢入老人院"
    ask = conversation({text: understood("answer", home_care=0.8, residential_care=0.15)})
    assert ask(text).topic is Topic.HOME_CARE


def test_danger_that_is_likely_comes_before_what_is_likelier(conversation: Callable[..., Ask]) -> None:
    text = "江海区边度有长者饭堂"
    danger = Directive(
        do="find_canteen", topic=Topic.CANTEEN, confidence=0.55, likely={Topic.CANTEEN: 0.55, Topic.EMERGENCY: 0.4}
    )
    reply = conversation({text: danger})(text)
    assert reply.emergency
    assert "120" in reply.text
    hardly = danger.model_copy(update={"likely": {Topic.CANTEEN: 0.55, Topic.EMERGENCY: 0.1}})
    assert not conversation({text: hardly})(text).emergency
