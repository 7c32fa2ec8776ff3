"""What is read aloud for what is written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.dialect import Dialect
from voice.speakable import sentences, speakable

CASES = yaml.safe_load((Path(__file__).parent / "speakable.yaml").read_text(encoding="utf-8"))
DIALECTS = get_args(Dialect)
WRITTEN = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.integers(0, 10**12).map(str),
        st.sampled_from([*"元¥月日号年:：-~/.,，%℃个+第岁①（）打至@\n*#乾係〇²½〤٣A ", "电话", "www.", "km", "m²"]),
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
