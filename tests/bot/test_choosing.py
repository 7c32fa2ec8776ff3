"""Who is answered by what: a doubtful act, two services that may both be meant."""

from __future__ import annotations

from collections.abc import Callable

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
    ask = conversation({text: both})
    asked = ask(text)
    assert len(asked.options) == 2
    assert all(option in asked.text for option in asked.options)
    assert not asked.sources
    topics = {ask(option).topic for option in asked.options}
    assert topics == {Topic.HOME_CARE, Topic.RESIDENTIAL_CARE}


def test_one_service_that_is_clearly_meant_is_answered(conversation: Callable[..., Ask]) -> None:
    text = "想揾人照顾阿妈，又想佢入老人院"
    ask = conversation({text: understood("answer", home_care=0.8, residential_care=0.15)})
    assert ask(text).topic is Topic.HOME_CARE
