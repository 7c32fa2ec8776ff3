"""What is known of places to eat held against wishes: never more is said than is known."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.asking import Asking, Aspect, When, Who, asked
from knowledge.canteens import Known, judge, open_now
from knowledge.item import Admission, CanteenFacts, Opening
from knowledge.places import Place

MONDAY = date(2026, 11, 23)
ASPECTS: tuple[Aspect, ...] = ("hours", "price", "who", "delivery")

_days = st.lists(st.integers(1, 7), min_size=1, max_size=7).map(tuple)
_clock = st.times().map(lambda t: t.replace(second=0, microsecond=0))
_whens = st.builds(
    When,
    now=st.booleans(),
    days_ahead=st.none() | st.integers(0, 2),
    weekdays=st.just(()) | _days,
    at=st.none() | _clock,
    usual=st.booleans(),
    meal=st.none() | st.sampled_from(["breakfast", "lunch", "tea", "dinner"]),
)
_whos = st.builds(Who, age=st.none() | st.integers(1, 120), sex=st.none() | st.sampled_from(["male", "female"]))


FROM_60 = Admission(residents_of="外海街道麻三村", men_from=60, women_from=60)


@st.composite
def _openings(draw: st.DrawFn) -> Opening:
    opens, closes = sorted(draw(st.lists(_clock, min_size=2, max_size=2, unique=True)))
    return Opening(days=draw(_days), opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}")


@given(_whens, _whos, st.none() | _clock)
def test_of_a_place_of_which_nothing_is_known_nothing_is_claimed(when: When, who: Who, clock: time | None) -> None:
    verdicts = judge(CanteenFacts(), Asking(aspects=ASPECTS, when=when, who=who), MONDAY, clock)
    assert set(verdicts) == set(ASPECTS)
    assert {verdict.known for group in verdicts.values() for verdict in group} == {Known.UNKNOWN}


@given(st.lists(_openings(), min_size=1, max_size=4).map(tuple), st.integers(0, 6), _clock)
def test_open_now_is_what_the_hours_say_and_the_next_opening_lies_ahead(
    opening: tuple[Opening, ...], ahead: int, clock: time
) -> None:
    day = MONDAY.replace(day=MONDAY.day + ahead)
    moment = f"{clock:%H:%M}"
    lines = [line for line in opening if day.isoweekday() in line.days]
    verdict = open_now(CanteenFacts(opening=opening), day, clock)
    assert (verdict.known is Known.YES) == any(line.opens <= moment < line.closes for line in lines)
    if verdict.opens:
        days, opens = verdict.opens
        assert days > 0 or opens > moment
        then = (day.isoweekday() + days - 1) % 7 + 1
        assert any(then in line.days and line.opens == opens for line in opening)
    else:
        assert verdict.closes is not None and verdict.closes > moment


@pytest.mark.parametrize(
    ("rules", "who", "known"),
    [
        (Admission(men_from=60, women_from=55), Who(age=57), Known.UNKNOWN),
        (Admission(men_from=60, women_from=55), Who(age=57, sex="female"), Known.YES),
        (Admission(men_from=60, women_from=55), Who(age=60), Known.YES),
        (Admission(men_from=60, women_from=55), Who(age=54), Known.NO),
        (Admission(men_from=60), Who(age=70, sex="female"), Known.UNKNOWN),
        (Admission(men_from=60), Who(age=70), Known.UNKNOWN),
        (Admission(residents_of="麻三村"), Who(registered_in="麻三"), Known.UNKNOWN),
        (FROM_60, Who(age=61, registered_in="麻三"), Known.YES),
        (FROM_60, Who(age=61, registered_in="麻三村"), Known.YES),
        (FROM_60, Who(age=61, registered_in="外海街道麻三村"), Known.YES),
        (FROM_60, Who(age=61, registered_in="江海麻三"), Known.YES),
        (FROM_60, Who(age=61, registered_in="新会麻三"), Known.UNKNOWN),
        (FROM_60, Who(age=61, registered_in="江海"), Known.UNKNOWN),
        (FROM_60, Who(age=61, registered_in="外海街道"), Known.UNKNOWN),
        (FROM_60, Who(age=61, registered_in="街道"), Known.UNKNOWN),
        (FROM_60, Who(age=61, registered_in="村"), Known.UNKNOWN),
        (FROM_60, Who(age=61, registered_in="麻三元"), Known.UNKNOWN),
        (Admission(residents_of="麻三村"), Who(registered="elsewhere"), Known.NO),
        (Admission(residents_of="麻三村", men_from=60, women_from=60), Who(age=61, registered="here"), Known.YES),
        (Admission(everyone=True), Who(registered="elsewhere"), Known.YES),
    ],
)
def test_who_is_admitted(rules: Admission, who: Who, known: Known) -> None:
    facts = CanteenFacts(admission=rules, address="江海区外海街道麻三村")
    verdicts = judge(facts, Asking(aspects=("who",), who=who), MONDAY, None)
    assert [verdict.known for verdict in verdicts["who"]] == [known]


def test_a_time_is_judged_on_its_own_day() -> None:
    facts = CanteenFacts(opening=(Opening(days=(1, 2, 3, 4, 5), opens="11:00", closes="13:30"),))
    for text, known in [
        ("听日十二点开唔开", Known.YES),
        ("礼拜六十二点开唔开", Known.NO),
        ("听日两点开唔开", Known.NO),
    ]:
        verdicts = judge(facts, asked(text), MONDAY, time(20))
        assert [verdict.known for verdict in verdicts["hours"]] == [known]


def test_distance() -> None:
    guangzhou = Place("广州", latitude=23.1291, longitude=113.2644)
    assert guangzhou.km_to(22.3193, 114.1694) == pytest.approx(129.5, abs=1.0)
    assert guangzhou.km_to(None, 114.0) is None
    assert Place("不知").km_to(22.0, 114.0) is None
