"""Cells as people write them: understood wholly, or left as they are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.importing.cells import without_formula
from knowledge.importing.drafting.cantonese import to_cantonese
from knowledge.importing.fields.admission import parse_admission, parse_yes_no
from knowledge.importing.fields.dates import Period, parse_day, parse_partial, parse_period
from knowledge.importing.fields.opening import Openings, parse_meals, parse_openings
from knowledge.importing.fields.phones import parse_phones
from knowledge.importing.fields.prices import Fee, parse_prices
from knowledge.item import Admission, Opening

WEEK = (1, 2, 3, 4, 5, 6, 7)
LUNCH = Opening(opens="11:30", closes="12:30")


@pytest.mark.parametrize(
    ("cell", "opening", "meals"),
    [
        ("午餐11:30—12:30", [LUNCH], ("lunch",)),
        ("11：30～12：30", [LUNCH], ()),
        ("11时30分至12时30分", [LUNCH], ()),
        ("每天上午11点半到中午12点半供餐", [LUNCH], ()),
        ("全天", [Opening(opens="00:00", closes="23:59")], ()),
        ("周一至周五 11:00-13:00", [Opening(days=(1, 2, 3, 4, 5), opens="11:00", closes="13:00")], ()),
        ("禮拜一、三、五 11:00-13:00", [Opening(days=(1, 3, 5), opens="11:00", closes="13:00")], ()),
        ("星期六日 8:00-9:00", [Opening(days=(6, 7), opens="08:00", closes="09:00")], ()),
        ("下午2:30-5:30", [Opening(opens="14:30", closes="17:30")], ()),
        (
            "早餐7:00-8:30\n午餐11:30-12:30",
            [Opening(opens="07:00", closes="08:30"), LUNCH],
            ("breakfast", "lunch"),
        ),
    ],
)
def test_opening_times(cell: str, opening: list[Opening], meals: tuple[str, ...]) -> None:
    assert parse_openings(cell) == Openings(tuple(opening), meals)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell",
    [
        "逢墟日",
        "中午11:30-1:00",
        "17:00-9:00",
        "周五至周一 11:00-12:00",
        "周一至周五",
        "25:00-26:00",
        "11:30开始",
        "电话预约",
        "",
    ],
)
def test_times_that_may_mean_anything_are_not_understood(cell: str) -> None:
    found = parse_openings(cell)
    assert not found.understood and not found.opening


def test_holidays_are_told_apart() -> None:
    found = parse_openings("周一至周五11:00-13:00（法定节假日休息）")
    assert found.opening == (Opening(days=(1, 2, 3, 4, 5), opens="11:00", closes="13:00"),)
    assert found.exception == "法定节假日休息"


def test_meals() -> None:
    assert parse_meals("午、晚餐") == ("lunch", "dinner")
    assert parse_meals("一日三餐") == ("breakfast", "lunch", "dinner")
    assert parse_meals("午餐（需预约）") == ()


_DAYS = ["", "周一至周五", "每天", "周末", "星期一、二、三"]
_TIMES = st.tuples(st.integers(0, 1438), st.integers(1, 1439)).filter(lambda pair: pair[0] < pair[1])


@given(_TIMES, st.sampled_from(_DAYS), st.sampled_from(["-", "—", "～", "至", "到"]), st.sampled_from([":", "："]))
def test_any_times_in_order_are_read_as_they_are(times: tuple[int, int], days: str, dash: str, colon: str) -> None:
    opens, closes = (f"{minutes // 60:02}:{minutes % 60:02}" for minutes in times)
    (opening,) = parse_openings(f"{days} {opens}{dash}{closes}".replace(":", colon)).opening
    assert (opening.opens, opening.closes) == (opens, closes)


@given(st.text(alphabet="周一二五日至、，:：-—0123456789点半上下午餐早晚饭全天每()（） \n节假休息", max_size=30))
def test_openings_never_break_and_never_half_understand(cell: str) -> None:
    found = parse_openings(cell)
    assert found.understood or not (found.opening or found.meals)
    assert all(opening.opens < opening.closes for opening in found.opening)


@pytest.mark.parametrize(
    ("cell", "fees"),
    [
        ("5元", [Fee("", 5)]),
        ("¥12.50", [Fee("", 12.5)]),
        ("13元/餐", [Fee("", 13)]),
        ("老人10.8元/其他15元", [Fee("老人", 10.8), Fee("其他", 15)]),
        ("60-79岁5元，80岁以上免费", [Fee("60-79岁", 5), Fee("80岁以上", 0)]),
        ("兩葷一素13元", [Fee("", 13, "两荤一素")]),
        ("免费", [Fee("", 0)]),
    ],
)
def test_prices(cell: str, fees: list[Fee]) -> None:
    assert parse_prices(cell) == tuple(fees)


@pytest.mark.parametrize(
    "cell",
    [
        "5-8元",
        "5元起",
        "约10元",
        "自付5元，村补10元",
        "面议",
        "5",
        "老人优惠",
        "5元，5元",
        "成本15元",
        "原价15元，老人5元",
        "定价13元",
        "老人5元（村补10元）",
        "",
    ],
)
def test_prices_with_a_but_are_not_understood(cell: str) -> None:
    assert parse_prices(cell) == ()


def test_a_bare_figure_is_a_price_where_the_heading_says_so() -> None:
    assert parse_prices("5", unit_known=True) == (Fee("", 5),)


@given(st.decimals(0, 999, places=2), st.sampled_from(["老人", "60岁以上老人", "其他人员", ""]))
def test_any_price_is_read_as_it_is(yuan: object, who: str) -> None:
    assert parse_prices(f"{who}{yuan}元") == (Fee(who, float(str(yuan))),)


@pytest.mark.parametrize(
    ("cell", "numbers", "rest"),
    [
        ("0750-3861234", ("0750-3861234",), ""),
        ("（0750）386 1234", ("0750-3861234",), ""),
        ("０７５０—３８６１２３４转801", ("0750-3861234转801",), ""),
        ("138 0013 8000", ("13800138000",), ""),
        ("+86 13800138000", ("13800138000",), ""),
        ("400-830-1234", ("400-830-1234",), ""),
        ("12345", ("12345",), ""),
        ("0750-3861234/13800138000", ("0750-3861234", "13800138000"), ""),
        ("张主任 13800138000", ("13800138000",), "张主任"),
        ("3861234", ("3861234",), ""),
        ("386 1234 / 13800138000", ("13800138000", "3861234"), ""),
        ("138 301 3800", (), "1383013800"),
        ("0750-38612345", (), "0750-38612345"),
        ("440701195001011234", (), "440701195001011234"),
    ],
)
def test_phones(cell: str, numbers: tuple[str, ...], rest: str) -> None:
    found = parse_phones(cell)
    assert (found.numbers, found.rest) == (numbers, rest)


@given(st.integers(2_000_000, 8_999_999), st.sampled_from(["-", " ", "", "—"]))
def test_any_number_of_jiangmen_is_written_as_it_is_dialled(local: int, between: str) -> None:
    assert parse_phones(f"电话：0750{between}{local}").numbers == (f"0750-{local}",)


@given(st.text(alphabet="0123456789-—()（） /转、张", max_size=40))
def test_phones_invent_no_figure(cell: str) -> None:
    figures = "".join(c for c in cell if c.isdigit())
    for number in parse_phones(cell).numbers:
        assert "".join(c for c in number if c.isdigit()) in figures


DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2026年1月1日至6月30日", Period(DAY, date(2026, 6, 30))),
        ("有效期：2026年1月1日至2027年1月1日止", Period(DAY, date(2027, 1, 1))),
        ("2026.1.1-2026.6.30", Period(DAY, date(2026, 6, 30))),
        ("2026-01-01至2026-06-30", Period(DAY, date(2026, 6, 30))),
        ("二〇二六年一月一日起施行", Period(DAY, None)),
        ("即日起至2026年12月31日", Period(None, date(2026, 12, 31))),
        ("截至2026年12月31日", Period(None, date(2026, 12, 31))),
        ("2026年1月至2月", Period(DAY, date(2026, 2, 28))),
        ("长期有效", Period(None, None)),
    ],
)
def test_periods(cell: str, period: Period) -> None:
    assert parse_period(cell) == period


@pytest.mark.parametrize(
    "cell",
    [
        "2026年10月1日至1月31日",
        "有效期5年",
        "名额用完为止",
        "2026年2月30日起",
        "2026年1月1日",
        "每年1月1日至3月1日",
        "",
    ],
)
def test_periods_that_may_mean_anything_are_none(cell: str) -> None:
    assert parse_period(cell) is None


_DATES = st.dates(date(1950, 1, 1), date(2099, 12, 31))
_WRITTEN = st.sampled_from(
    ["{0.year}年{0.month}月{0.day}日", "{0.year}-{0.month:02}-{0.day:02}", "{0.year}.{0.month}.{0.day}"]
)


@given(_DATES, st.integers(0, 2000), _WRITTEN, st.sampled_from(["至", "-", "—", "到"]))
def test_any_period_is_read_as_it_is(start: date, length: int, form: str, dash: str) -> None:
    end = start + timedelta(days=length)
    assert parse_day(form.format(start)) == start
    assert parse_period(f"{form.format(start)}{dash}{form.format(end)}") == Period(start, end)


@given(st.text(alphabet="0123456789年月日号至起止-./二〇一十 ", max_size=30))
def test_dates_never_break(cell: str) -> None:
    period = parse_period(cell)
    assert period is None or period.start is None or period.end is None or period.start <= period.end
    assert parse_partial(cell) is None or len(parse_partial(cell) or "") in (4, 7, 10)


def test_partial_dates() -> None:
    written = ("2026年3月", "2026", "二〇二六年", "2026年3月5日", "2026年13月", "上周")
    assert [parse_partial(text) for text in written] == ["2026-03", "2026", "2026", "2026-03-05", None, None]


@pytest.mark.parametrize(
    ("cell", "admission"),
    [
        ("60岁以上老人", Admission(men_from=60, women_from=60)),
        ("江海区户籍60周岁及以上老年人", Admission(men_from=60, women_from=60, residents_of="江海区")),
        ("麻三村户籍，男满60、女满55岁", Admission(men_from=60, women_from=55, residents_of="麻三村")),
        ("不限", Admission(everyone=True)),
        ("外海街道户籍60岁以上老人", Admission(men_from=60, women_from=60, residents_of="外海街道")),
        ("60岁以上户籍老人", None),
        ("除本村户籍60岁以上老人", None),
        ("非本地户籍60岁以上老人", None),
        ("外地户籍60岁以上老人", None),
        ("外来户籍，男满60、女满55岁", None),
        ("不限户籍60岁以上老人", None),
        ("农村户籍60岁以上老人", None),
        ("本村户籍60岁以上老人", None),
        ("本地户籍60岁以上老人", None),
        ("特困供养人员", None),
        ("60岁以上老人优先，其他人也可以", None),
    ],
)
def test_who_may_come(cell: str, admission: Admission | None) -> None:
    assert parse_admission(cell) == admission


def test_this_village_is_the_one_of_the_row() -> None:
    found = Admission(men_from=60, women_from=60, residents_of="麻三村")
    assert parse_admission("本村户籍60岁以上老人", "麻三村") == found
    assert parse_admission("本村户籍60岁以上老人", "东湖社区") is None
    assert parse_admission("除本村户籍60岁以上老人", "麻三村") is None


def test_yes_and_no() -> None:
    assert [parse_yes_no(cell) for cell in ("是", "√", "可送餐", "否", "冇", "满30元才送", "")] == [
        True, True, True, False, False, None, None,
    ]  # fmt: skip


def test_what_a_spreadsheet_would_run_is_text() -> None:
    assert without_formula("=cmd|'/c calc'!A1") == "cmd|'/c calc'!A1"
    assert without_formula("=+@SUM(A1)") == "SUM(A1)"
    assert [without_formula(kept) for kept in ("-5", "+86 750", "-", "东湖=饭堂")] == [
        "-5",
        "+86 750",
        "-",
        "东湖=饭堂",
    ]


@given(st.text(max_size=40))
def test_no_formula_is_left(cell: str) -> None:
    cleaned = without_formula(cell)
    assert not cleaned.startswith(("=", "@"))
    assert without_formula(cleaned) == cleaned


def test_cantonese_leaves_names_and_compounds_alone() -> None:
    assert to_cantonese("老人在不在家都可以吃饭，没有的不用怎么办") == "老人家喺唔喺家都可以食饭，冇嘅唔使点算"
    assert to_cantonese("目的、存在、是否、不但、来源、老年大学") == "目的、存在、是否、不但、来源、老年大学"
