"""What is read aloud for what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.dialect import Dialect
from voice.speakable import sentences, speakable

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((Path(__file__).parent / "speakable.yaml").read_text(encoding="utf-8"))
DIALECTS = get_args(Dialect)
WRITTEN = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.integers(0, 10**12).map(str),
        st.sampled_from([*"元¥月日号年:：-~/.,，%℃个+第岁①（）打至@\n*#乾係〇²½〤٣A ", "电话", "www.", "km", "m²"]),
        st.sampled_from(
            [*"到—～±×层周点半分‰≥ﷺ⑽", "110", "120", "12345", "+852 ", "-1层", "周1", "¥2-", ".gov.cn", "HK$"]
        ),
    ),
    max_size=14,
).map("".join)


@pytest.mark.parametrize(("written", "yue", "cmn"), [(c["text"], c["yue"], c["cmn"]) for c in CASES])
def test_each_dialect_reads_it_as_its_people_do(written: str, yue: str, cmn: str) -> None:
    assert speakable(written, "yue") == yue
    assert speakable(written, "cmn") == cmn


@settings(max_examples=400, deadline=None)
@given(WRITTEN, st.sampled_from(DIALECTS))
def test_any_text_gives_only_letters_and_pauses_and_reading_it_again_changes_nothing(
    text: str, dialect: Dialect
) -> None:
    read = speakable(text, dialect)
    assert not any(c.isnumeric() and c.isascii() for c in read)
    assert re.fullmatch(r"(?:[^\W\d_]|[、，；。！？ ])*", read)
    assert speakable(read, dialect) == read


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**16 - 1), st.sampled_from(DIALECTS))
def test_a_counted_number_says_its_value(value: int, dialect: Dialect) -> None:
    assert _value(speakable(f"{value}个", dialect).removesuffix("个")) == value


def _value(numeral: str) -> int:
    """The value of a Chinese numeral, reckoned on its own."""
    total = section = figure = 0
    for character in numeral.replace("两", "二"):
        if character in "零一二三四五六七八九":
            figure = "零一二三四五六七八九".index(character)
        elif character in "十百千":
            section += (figure or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            figure = 0
        else:
            section += figure
            figure = 0
            if character == "亿":
                total = (total + section) * 10**8
            else:
                total += section * 10**4
            section = 0
    return total + section + figure


def test_long_text_is_read_in_reasonable_time() -> None:
    text = "0750-3861234，" * 800
    assert speakable(text, "yue").count("三八六") == 800


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="好人。！？；\n，、 a1”", max_size=200), st.integers(1, 30))
def test_sentences_keep_every_word_within_the_limit(text: str, limit: int) -> None:
    pieces = sentences(text, limit)
    assert all(0 < len(p) <= limit for p in pieces)
    assert [c for c in "".join(pieces) if c.isalnum()] == [c for c in text if c.isalnum()]


def test_sentences_end_where_people_pause() -> None:
    assert sentences("你好！食咗饭未？；\n喺麻三村。“好。”走") == [
        "你好！",
        "食咗饭未？；",
        "喺麻三村。",
        "“好。”",
        "走",
    ]


@settings(max_examples=300, deadline=None)
@given(WRITTEN, st.integers(1, 8), st.sampled_from(DIALECTS))
def test_what_is_read_is_never_much_longer_than_what_is_written(text: str, times: int, dialect: Dialect) -> None:
    assert len(speakable(text * times, dialect)) <= 5 * len(text * times) + 8


@pytest.mark.parametrize("written", ["\ufdfa", "㌖", "㎯", "⁗", "½", "①", "≥", "1‰", "a.cn ", "1² ", "¥1 ", "±1℃"])
def test_no_character_stands_for_a_flood_of_others(written: str) -> None:
    for dialect in DIALECTS:
        assert len(speakable(written * 200, dialect)) <= 5 * len(written * 200)


SERVICE_NUMBERS = ("110", "119", "120", "122", "12345", "12333", "12348", "12356", "12315", "12381", "12393", "96110")
SAID = {"yue": "零一二三四五六七八九", "cmn": "零幺二三四五六七八九"}
MEASURES = "下|次|个|元|蚊|块|岁|人(?!工)|分|公分|厘米|米|克|片|粒|天|年|度|步|页|户|家(?!人)|间|号(?!热线|码)|万|多"


def _shipped() -> Iterator[tuple[str, Dialect, str]]:
    """Every sentence the assistant may say, with the file it is in and its dialect."""
    for path in sorted((ROOT / "knowledge/items").rglob("*.yaml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield from _sentences(path.name, item["answer"])
    for name in ("bot/safety/data/advice.yaml", "bot/safety/data/emergency.yaml", "bot/wording/phrases.yaml"):
        yield from _sentences(name, yaml.safe_load((ROOT / name).read_text(encoding="utf-8")))


def _sentences(name: str, value: Any, dialect: Dialect | None = None) -> Iterator[tuple[str, Dialect, str]]:
    if isinstance(value, str) and dialect:
        yield name, dialect, value
    elif isinstance(value, list):
        for part in value:
            yield from _sentences(name, part, dialect)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _sentences(name, part, key if key in DIALECTS else dialect)


def _wrong(written: str, dialect: Dialect) -> str:
    """What is wrong with how a sentence is read, empty when nothing is."""
    read = speakable(written, dialect)
    if not read:
        return "empty"
    if re.search(r"[0-9]", read):
        return f"figures left: {read}"
    for number in SERVICE_NUMBERS:
        said = "".join(SAID[dialect][int(figure)] for figure in number)
        if re.search(
            rf"[一二三四五六七八九十百千万][到至]{said}|{said}(?:{MEASURES}|[到至][一二三四五六七八九])", read
        ):
            return f"{number} read as a telephone number: {read}"
    return ""


def test_every_sentence_the_product_ships_is_read_right() -> None:
    shipped = list(_shipped())
    assert len(shipped) > 600
    wrong = {f"{name} [{dialect}] {written}": _wrong(written, dialect) for name, dialect, written in shipped}
    assert {where: what for where, what in wrong.items() if what} == {}


def test_the_first_aid_rhythm_is_an_amount() -> None:
    rhythm = [(dialect, written) for _, dialect, written in _shipped() if "120下" in written]
    assert {dialect for dialect, _ in rhythm} == set(DIALECTS)
    assert all("一百到一百二十下" in speakable(written, dialect) for dialect, written in rhythm)


def test_service_numbers_of_the_contact_items_are_known() -> None:
    items = yaml.safe_load((ROOT / "knowledge/items/contact/hotlines.yaml").read_text(encoding="utf-8"))
    numbers = [item["contact"]["phone"] for item in items if (item.get("contact") or {}).get("phone")]
    assert numbers
    for number in numbers:
        assert speakable(f"问{number}", "cmn") == "问" + "".join(SAID["cmn"][int(figure)] for figure in number)
