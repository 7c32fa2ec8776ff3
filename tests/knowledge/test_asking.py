"""What questions want, read from the words of people of both dialects."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.asking import Asking, PriceWish, When, Who, asked
from knowledge.asking.numerals import number


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("嗰间饭堂几点收", ("hours",)),
        ("而家开唔开门", ("hours",)),
        ("那家食堂现在开着吗", ("hours",)),
        ("礼拜日开唔开", ("hours",)),
        ("听晚有冇得食", ("hours",)),
        ("依家開唔開門", ("hours",)),
        ("一餐几钱", ("price",)),
        ("使唔使钱", ("price",)),
        ("唔使钱有冇得食", ("price",)),
        ("我六十二岁食唔食得", ("who",)),
        ("外地户口得唔得", ("who",)),
        ("行唔郁点算", ("delivery",)),
        ("阿爸行动不便", ("delivery",)),
        ("我妈下不了楼", ("delivery",)),
        ("佢今年八十几岁，有冇得送饭", ("delivery",)),
        ("電話幾多號", ("phone",)),
        ("喺边条路", ("address",)),
        ("过咗期未", ("validity",)),
        ("这个到什么时候截止", ("validity",)),
        ("而家仲有冇", ("validity",)),
        ("而家仲有冇饭食", ("hours",)),
        ("早茶券而家仲有冇", ("validity",)),
        ("我老豆61岁，麻三户口", ("who",)),
        ("台山户口能去麻三饭堂吃吗", ("who",)),
        ("我户口喺台山，想去江海麻三食得唔得", ("who",)),
        ("中午有饭吃吗", ("hours",)),
        ("新会有几多间", ("count",)),
        ("麻三饭堂喺边，几钱", ("address", "price")),
        ("我十一点去，有冇得食", ("hours",)),
        ("今日有咩餸", ()),
        ("仲有冇其他饭堂", ()),
    ],
)
def test_the_facts_that_are_asked_for(text: str, aspects: tuple[str, ...]) -> None:
    assert asked(text).aspects == aspects


@pytest.mark.parametrize(
    ("text", "district", "ruled_out"),
    [
        ("喺新会有边间", "新会", ()),
        ("喺會城有邊間", "新会", ()),
        ("唔系新会，系江海", "江海", ("新会",)),
        ("不是台山的，是开平的食堂", "开平", ("台山",)),
        ("新会，唔系，江海有冇饭堂", "江海", ()),
        ("我想问台山，讲错咗，开平嘅饭堂", "开平", ()),
        ("唔去蓬江", None, ("蓬江",)),
        ("系咪新会有", "新会", ()),
        ("系唔系喺江海", "江海", ()),
        ("我户口在台山，现在跟女儿住蓬江，能去这边的饭堂吃吗", "蓬江", ()),
        ("我系台山户口，食唔食得", None, ()),
        ("边度有饭堂", None, ()),
    ],
)
def test_the_district_that_is_meant(text: str, district: str | None, ruled_out: tuple[str, ...]) -> None:
    asking = asked(text)
    assert (asking.district, asking.not_districts) == (district, ruled_out)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("而家开唔开门", When(now=True)),
        ("而家仲有冇饭食", When(now=True)),
        ("中午几点开", When(meal="lunch", usual=True)),
        ("夜晚几点收", When(meal="dinner", usual=True)),
        ("听晚有冇得食", When(days_ahead=1, meal="dinner")),
        ("明天晚上有饭吃吗", When(days_ahead=1, meal="dinner")),
        ("礼拜日开唔开", When(weekdays=(7,))),
        ("周末开门吗", When(weekdays=(6, 7))),
        ("星期六日開唔開", When(weekdays=(6, 7))),
        ("朝早六点有冇早餐", When(at=time(6), meal="breakfast")),
        ("两点先开门", When(at=time(14))),
        ("下昼两点半开未", When(at=time(14, 30))),
        ("六点有冇夜饭食", When(at=time(18), meal="dinner")),
        ("夜晚七点收未", When(at=time(19), meal="dinner")),
        ("早上8:15开门吗", When(at=time(8, 15))),
        ("三点三有冇得食", When(at=time(15, 15), meal="tea")),
        ("礼拜六十二点开唔开", When(weekdays=(6,), at=time(12))),
        ("唔系今日，系听日开唔开", When(days_ahead=1)),
        ("便宜一点的", When()),
        ("十点八元一餐嗰间", When()),
        ("第一点唔明", When()),
    ],
)
def test_the_time_that_is_meant(text: str, when: When) -> None:
    assert asked(text).when == when


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("五蚊一餐嗰间", PriceWish("exactly", 5.0)),
        ("10.8元一餐的那家", PriceWish("exactly", 10.8)),
        ("十点八元一餐嗰间", PriceWish("exactly", 10.8)),
        ("有冇十蚊以下嘅", PriceWish("at_most", 10.0)),
        ("我得十蚊，够唔够", PriceWish("at_most", 10.0)),
        ("十二蚊半有冇得食", PriceWish("at_most", 12.5)),
        ("两三蚊有冇得食", PriceWish("at_most", 3.0)),
        ("五六蚊有冇", PriceWish("at_most", 6.0)),
        ("十五六蚊有冇", PriceWish("at_most", 16.0)),
        ("四五十蚊有冇", PriceWish("at_most", 50.0)),
        ("8块5有没有", PriceWish("at_most", 8.5)),
        ("八蚊五一餐嗰间", PriceWish("exactly", 8.5)),
        ("5元2餐嗰间", PriceWish("exactly", 5.0)),
        ("边间最平", PriceWish("cheapest")),
        ("哪家便宜", PriceWish("cheapest")),
        ("唔使錢有冇得食", PriceWish("free")),
        ("开平边度有饭堂", None),
        ("几钱一餐", None),
    ],
)
def test_what_it_should_cost(text: str, wish: PriceWish | None) -> None:
    assert asked(text).price == wish


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("我六十二岁食唔食得", Who(age=62)),
        ("阿妈五十六歲食唔食得", Who(age=56, sex="female", someone_else=True)),
        ("我爸八十一岁", Who(age=81, sex="male", someone_else=True)),
        ("佢八十几岁", Who(age=80, someone_else=True)),
        ("我系麻三户口", Who(registered_in="麻三")),
        ("我唔系麻三户口", Who(registered="elsewhere")),
        ("我不是本地人", Who(registered="elsewhere")),
        ("外地户口行不行", Who(registered="elsewhere")),
        ("我系本村嘅", Who(registered="here")),
        ("户口喺台山嘅", Who(registered_in="台山")),
        ("我户口喺台山想去麻三食", Who(registered_in="台山")),
        ("户口在台山但住江海", Who(registered_in="台山")),
        ("我老豆61岁，麻三户口", Who(age=61, sex="male", registered_in="麻三", someone_else=True)),
        ("我唔系外地户口", Who(registered="here")),
        ("几岁可以食", Who()),
    ],
)
def test_whom_it_is_for(text: str, who: Who) -> None:
    assert asked(text).who == who


def test_what_is_not_wanted_does_not_count() -> None:
    assert not asked("唔使送餐，我自己去").asks("delivery")
    assert not asked("我不要送餐").asks("delivery")
    assert asked("要不要送餐").asks("delivery")


@pytest.mark.parametrize(
    "text",
    [
        "几点收",
        "几点开门",
        "几点关门",
        "几点闩门",
        "几点钟开门",
        "嗰间几点开门",
        "你哋几点开门呀",
        "过咗期未呀",
        "礼拜日开唔开㗎",
        "我六十二岁食唔食得",
        "要多少钱呢",
        "电话几多号",
        "嗰间饭堂几点收",
        "那家食堂周末开门吗",
    ],
)
def test_a_question_that_names_nothing_stands_alone(text: str) -> None:
    assert asked(text).alone


@pytest.mark.parametrize(
    "text", ["饭堂几点收", "麻三饭堂几点收", "消费券过咗期未", "新会几点收", "老人卡几多钱", "门诊几点开"]
)
def test_a_question_that_names_something_does_not(text: str) -> None:
    assert not asked(text).alone


def test_who_complains_of_a_place_looks_for_none() -> None:
    assert asked("饭堂啲饭好难食").complains
    assert not asked("边间饭堂好食").complains


def test_what_is_near() -> None:
    assert asked("离我最近嗰间").nearest
    assert asked("附近有没有食堂").nearest
    assert asked("") == Asking(alone=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("62", 62),
        ("六十二", 62),
        ("十", 10),
        ("廿五", 25),
        ("两", 2),
        ("一百二十", 120),
        ("六二", 62),
        ("一百零五", 105),
    ],
)
def test_numbers_as_people_say_them(text: str, value: float) -> None:
    assert number(text) == value


_PIECES = st.sampled_from(
    [
        *"唔系不是六十二百点半岁蚊元户口喺在夜晚最近:.0123一",
        "听晚",
        "礼拜",
        "新会",
        "讲错",
        "以下",
        "食唔食得",
        "送餐",
        "𠮶",
        "點",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=30).map("".join)))
def test_no_text_is_too_strange(text: str) -> None:
    asking = asked(text)
    assert asking.who.age is None or 0 < asking.who.age <= 120
    assert asking.price is None or asking.price.yuan is None or asking.price.yuan >= 0
    assert asking.district not in asking.not_districts
