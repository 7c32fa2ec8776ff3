"""What the guard promises to the rest of the house."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reply import RiskLevel
from bot.safety import CallTurn, Finding, Guard, SafetyDataError
from bot.safety.loading import DATA_DIRECTORY, load_data
from bot.turn import Dialect

GUARD = Guard.load()
CHINESE = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=60)
TELLING = st.sampled_from(
    [
        "公安",
        "转账",
        "验证码",
        "唔好话畀屋企人知",
        "安全账户",
        "，",
        "。",
        "佢话",
        "马上",
        "扫码",
        "孙",
        "现金",
        "晕倒",
        "100000",
        " ",
    ]
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data files, to be spoilt."""
    return Path(shutil.copytree(DATA_DIRECTORY, tmp_path / "data"))


@pytest.mark.parametrize("dialect", list(Dialect))
def test_the_classic_call_is_stopped_with_its_reasons_and_numbers(dialect: Dialect) -> None:
    text = "派出所打电话让我把钱转到安全账户"
    finding = GUARD.look(text, dialect)
    assert finding.risk.level is RiskLevel.HIGH
    assert finding.risk.kinds[0] == "impersonating_police"
    assert "safe_account" in {reason.flag for reason in finding.risk.reasons}
    assert all(reason.quote in text for reason in finding.risk.reasons)
    advice = GUARD.advice(finding, dialect)
    assert {"96110", "110"} <= set(advice.numbers)
    assert advice.sources
    assert finding.risk.reasons[0].quote in advice.text


def test_reasons_and_advice_are_in_the_persons_dialect() -> None:
    text = "派出所打电话让我把钱转到安全账户"
    said = {d: GUARD.advice(GUARD.look(text, d), d).text for d in Dialect}
    assert said[Dialect.YUE] != said[Dialect.CMN]
    whys = {d: [r.why for r in GUARD.look(text, d).risk.reasons] for d in Dialect}
    assert whys[Dialect.YUE] != whys[Dialect.CMN]


@pytest.mark.parametrize(
    "text",
    [
        "派出所打電話讓我把錢轉到安全賬戶",
        "派 出 所 打 电 话 让 我 把 钱 转 到 安 全 账 户",
        "派出所打电话，让我把钱，转到“安全账户”！！",
        "🚨派出所🚨打电话让我把钱转到⭐安全账户⭐",
    ],
)
def test_script_spaces_and_decoration_hide_nothing(text: str) -> None:
    finding = GUARD.look(text)
    assert finding.risk.level is RiskLevel.HIGH
    assert all(reason.quote in text for reason in finding.risk.reasons)


def test_money_that_has_gone_is_answered_first_of_all() -> None:
    finding = GUARD.look("佢话系公安，我啱啱转咗三万蚊去佢个安全账户", Dialect.YUE)
    assert finding.paid
    assert "110" in GUARD.advice(finding, Dialect.YUE).numbers
    assert (
        GUARD.advice(finding, Dialect.YUE).text
        != GUARD.advice(GUARD.look("公安叫我转钱去安全账户", Dialect.YUE), Dialect.YUE).text
    )


def test_nothing_suspicious_is_said_to_be_no_guarantee() -> None:
    finding = GUARD.look("今日天气几好")
    assert finding == Finding()
    assert GUARD.advice(finding, Dialect.CMN).text


def test_advice_is_at_most_three_short_sentences() -> None:
    for kind in load_data().kinds.kinds:
        for dialect in Dialect:
            for text in kind.examples:
                advice = GUARD.advice(GUARD.look(text, dialect), dialect).text
                sentences = [s for s in advice.replace("！", "。").split("。") if s.strip("」")]
                assert len(sentences) <= 3, advice


def test_life_comes_before_money_where_both_are_at_stake() -> None:
    finding = GUARD.look("钱畀人呃晒，我想死", Dialect.YUE)
    assert finding.emergency is not None
    assert "12356" in GUARD.emergency_advice(finding, Dialect.YUE).numbers


def test_a_swindlers_accident_is_no_emergency() -> None:
    finding = GUARD.look("有人打嚟话我个孙撞车伤咗人，要我即刻转五万蚊", Dialect.YUE)
    assert finding.emergency is None
    assert finding.risk.level is RiskLevel.HIGH


def test_there_is_no_emergency_advice_without_an_emergency() -> None:
    with pytest.raises(ValueError, match="no emergency"):
        GUARD.emergency_advice(Finding(), Dialect.CMN)


def test_a_call_is_judged_turn_by_turn() -> None:
    call = GUARD.look_at_call(
        [
            CallTurn("caller", "您好，这里是市公安局"),
            CallTurn("callee", "有什么事"),
            CallTurn("caller", "您的身份证涉嫌洗钱，请您配合"),
            CallTurn("callee", "我没有啊"),
            CallTurn("caller", "请马上把存款转到我们的安全账户"),
            CallTurn("callee", "好"),
        ]
    )
    assert call.first_warning_turn in {2, 4}
    assert call.per_turn_levels[0] is not RiskLevel.HIGH
    assert call.per_turn_levels[-1] is RiskLevel.HIGH
    assert len(call.per_turn_levels) == 6


def test_what_the_callee_repeats_in_disbelief_does_not_raise_the_level() -> None:
    call = GUARD.look_at_call(
        [CallTurn("caller", "你好，我系居委会，听日有讲座"), CallTurn("callee", "唔通你要我转钱去安全账户咩")]
    )
    assert call.finding.risk.level is not RiskLevel.HIGH
    assert call.first_warning_turn is None


def test_an_empty_call_is_no_risk() -> None:
    assert GUARD.look_at_call([]).finding == Finding()


@given(st.text(max_size=300))
def test_any_text_is_looked_at_without_an_error(text: str) -> None:
    for reason in GUARD.look(text).risk.reasons:
        assert reason.quote in text


@given(st.lists(st.one_of(CHINESE, TELLING), max_size=12).map("".join))
def test_quotes_are_the_persons_own_words(text: str) -> None:
    finding = GUARD.look(text)
    for reason in finding.risk.reasons:
        assert reason.quote
        assert reason.quote in text
    assert (finding.risk.level is RiskLevel.NONE) == (finding.risk.kinds == ())


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["转转转把钱", "佢要我", "公安公安安全", "<n>(((", "一二三万万万"])
def test_a_long_hostile_text_ends(unit: str) -> None:
    GUARD.look(unit * 1000)


def test_a_fault_in_the_data_is_named_with_file_and_line(data: Path) -> None:
    words = data / "words.yaml"
    words.write_text("folds: 3\n" + words.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")
    with pytest.raises(SafetyDataError, match=r"words\.yaml"):
        Guard.load(data)


def test_a_missing_file_is_named(data: Path) -> None:
    (data / "framing.yaml").unlink()
    with pytest.raises(SafetyDataError, match=r"framing\.yaml.*put the file back"):
        Guard.load(data)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (("(出租|", "(出租|<nosuchclass>|"), "nosuchclass"),
        (("(出租|", "((出租|"), r"a '\)' is missing"),
    ],
)
def test_a_bad_pattern_is_named(data: Path, spoil: tuple[str, str], says: str) -> None:
    demand = data / "flags" / "demand.yaml"
    text = demand.read_text(encoding="utf-8")
    assert spoil[0] in text
    demand.write_text(text.replace(*spoil, 1), encoding="utf-8")
    with pytest.raises(SafetyDataError, match=says):
        Guard.load(data)


def test_a_rule_with_an_unknown_flag_is_named(data: Path) -> None:
    kinds = data / "kinds.yaml"
    kinds.write_text(kinds.read_text(encoding="utf-8").replace("      - safe_account\n", "      - safe_acount\n", 1))
    with pytest.raises(SafetyDataError, match="safe_acount"):
        Guard.load(data)
