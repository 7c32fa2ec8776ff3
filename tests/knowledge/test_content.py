"""The shipped items as older adults meet them: heard in their tongue, short, true on the day, and each its own."""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest
from opencc import OpenCC
from pydantic import BaseModel

from knowledge.chinese import characters, normalise
from knowledge.item import Bilingual, Item, Questions
from knowledge.loading import default_items_directory, load_items

QUOTED = re.compile("“[^”]*”")
"""What stands in quotation marks is somebody else's wording: a name, a form, a swindler's phrase."""

MANDARIN_ONLY = re.compile(
    "什么|怎|没|哪|谁|吗|您|这|那|给|很|吃|喝|摔|知道|东西|现在|今天|明天|昨天|回家|睡觉|的(?!士)|是(?!但|非)"
)
"""Words that nobody says in Cantonese."""

CANTONESE = re.compile("[嘅喺唔冇咗佢哋嗰啲嘢㗎嚟揾睇畀咁咩乜仲蚊喇餸撳]|几多|而家|呢(?=[个啲度种样几])")
"""Words that only Cantonese has."""

WRITTEN_ALIKE = str.maketrans("", "", "嗰餸撳喎")
"""Characters of Cantonese that are the same in both scripts; the general conversion gives them rare forms."""

LONGEST_ANSWER = 160
MOST_SENTENCES = 4
FEWEST_QUESTIONS = 6

FRAUD_FAMILIES = {
    "police and courts": ("fraud-fake-police", "fraud-safe-account", "fraud-police-control", "fraud-court-letter"),
    "relative in trouble, cloned voice": ("fraud-relative-trouble", "fraud-ai-voice", "fraud-cash-and-secret"),
    "medical insurance card": ("fraud-medical-card-message", "fraud-medical-card-door"),
    "prizes and codes in parcels": ("fraud-prize", "fraud-parcel-gift-card"),
    "health products and lectures": ("fraud-health-products", "fraud-health-livestream"),
    "elder care as an investment": ("fraud-elder-care-investment", "fraud-fake-volunteer"),
    "house for a pension": ("fraud-house-for-pension", "fraud-house-papers-given"),
    "brushing orders": ("fraud-brushing", "fraud-brushing-already-paid"),
    "customer service and shared screens": ("fraud-customer-service-refund", "fraud-million-guarantee"),
    "investment groups": ("fraud-investment-group", "fraud-high-interest-project"),
    "gold and couriers": ("fraud-gold-courier", "fraud-cash-collector"),
    "false apps and codes": ("fraud-fake-app", "fraud-verification-code"),
    "romance": ("fraud-romance", "fraud-romance-family"),
    "cheap tours": ("fraud-cheap-tour", "fraud-tour-forced-shopping"),
    "money back": ("fraud-recovery", "fraud-fake-refund-officer"),
}


@cache
def shipped() -> tuple[Item, ...]:
    return tuple(load_items(default_items_directory()))


def _said(part: object, dialect: str) -> Iterator[str]:
    """Every text of ``part`` of an item that a speaker of ``dialect`` reads or hears."""
    if isinstance(part, Bilingual | Questions):
        texts = getattr(part, dialect)
        yield from (texts,) if isinstance(texts, str) else texts
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _said(getattr(part, name), dialect)
    elif isinstance(part, tuple):
        for each in part:
            yield from _said(each, dialect)


def _answers() -> Iterator[tuple[Item, str]]:
    for item in shipped():
        yield item, item.answer.cmn
        yield item, item.answer.yue


def _bare(question: str) -> str:
    return "".join(characters(normalise(question)))


@pytest.mark.parametrize("dialect", ["cmn", "yue"])
def test_every_item_is_asked_for_in_six_different_ways(dialect: str) -> None:
    ways = {item.id: {_bare(q) for q in getattr(item.questions, dialect)} for item in shipped()}
    assert [item for item, different in ways.items() if len(different) < FEWEST_QUESTIONS] == []


def test_no_question_stands_in_two_places() -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for item in shipped():
        for question in (*item.questions.cmn, *item.questions.yue):
            places[_bare(question)].append(item.id)
    assert {question: ids for question, ids in places.items() if len(ids) > 1} == {}


def test_cantonese_is_not_mandarin_read_aloud() -> None:
    foreign = [
        (item.id, found.group(), text)
        for item in shipped()
        for text in _said(item, "yue")
        if (found := MANDARIN_ONLY.search(QUOTED.sub("", text)))
    ]
    assert foreign == []
    assert [item.id for item in shipped() if not CANTONESE.search(item.answer.yue)] == []


def test_mandarin_has_no_cantonese_words() -> None:
    foreign = [(item.id, text) for item in shipped() for text in _said(item, "cmn") if CANTONESE.search(text)]
    assert foreign == []


def test_everything_is_in_simplified_script() -> None:
    simplified = OpenCC("t2s").convert
    texts = ((item.id, text) for item in shipped() for d in ("cmn", "yue") for text in _said(item, d))
    plain = [(item, text.translate(WRITTEN_ALIKE)) for item, text in texts]
    assert [(item, text) for item, text in plain if simplified(text) != text] == []


def test_answers_are_short_enough_to_listen_to() -> None:
    long = [
        (item.id, len(text))
        for item, text in _answers()
        if len(text) > LONGEST_ANSWER or len(re.findall("[。！？]", text)) > MOST_SENTENCES
    ]
    assert long == []


def _last_days(text: str) -> Iterator[date]:
    """The last day of every stretch of time that ``text`` gives with 到: a day, else its month's or year's end."""
    for year, month, day in re.findall(r"到(\d{4})年(?:(\d{1,2})月)?(?:(\d{1,2})[日号])?", text):
        in_month = int(month or 12)
        yield date(int(year), in_month, int(day or calendar.monthrange(int(year), in_month)[1]))


def test_an_item_ends_on_the_day_its_text_names() -> None:
    """Only days still to come when the item was verified end it; an earlier one is when a number was counted."""
    ends = [(item, end) for item, text in _answers() for end in _last_days(text) if end >= item.verified_on]
    assert len(ends) > 20
    assert [(item.id, end) for item, end in ends if item.valid_until != end] == []


NUMBER = re.compile(r"(?<![\d.])(1[12]\d|1\d{4}|9\d{4}|\d{7,8})(?![\d.]|[元蚊次个年月万]|分钟)")
"""A number to dial, in a sentence: an emergency number, a hotline, a telephone. Not a sum, an age or a count."""


def test_every_number_to_call_is_known() -> None:
    """It is a contact's, told in the contact's name though not to be called, or that of a place to eat."""
    known: set[str] = set()
    for item in shipped():
        if item.contact:
            known |= {item.contact.phone or "", *re.findall(r"\d+", item.id)}
        if item.canteen and item.canteen.phone:
            known |= set(re.findall(r"\d{7,}", item.canteen.phone))
    told = [(item.id, number) for item, text in _answers() for number in NUMBER.findall(text)]
    assert {"110", "120", "12345", "96110"} <= {number for _, number in told}
    assert [(item, number) for item, number in told if number not in known] == []


@pytest.mark.parametrize("family", FRAUD_FAMILIES)
def test_every_family_of_swindles_is_warned_of_from_two_sides(family: str) -> None:
    warnings = {item.id for item in shipped() if item.fraud}
    assert len(warnings & set(FRAUD_FAMILIES[family])) >= 2
