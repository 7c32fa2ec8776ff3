from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.chinese import characters, normalise, normalise_all, segments, terms
from knowledge.dialect import rewriting_table, to_mandarin
from knowledge.districts import districts_in
from knowledge.lexicon import LexiconError, read_lexicon
from knowledge.phonetics import sounds

_ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("嗰個嘅喺唔冇咗啲嚟乾著繫係麼臺髮発㐂ⅣﬁİſK\u200b\ufeff\u0301\x00\ud800　"),
        st.characters(min_codepoint=0xF900, max_codepoint=0xFAFF),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(_ANYTHING)
@example("\u0130stanbul\u0345")
@example("乾隆乾淨乾乾")
def test_normal_form_is_settled_and_clean(text: str) -> None:
    plain = normalise(text)
    assert normalise(plain) == plain
    assert plain == plain.strip()
    assert not any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in plain)
    plain.encode("utf-8")
    assert set("".join(characters(plain))) <= set(plain)
    assert [u for run in segments(plain) for u in run] == characters(plain)


@settings(deadline=None, max_examples=300)
@given(st.lists(_ANYTHING, max_size=8))
@example(["乾", "隆", "", " \u0301a ", "Σ", "\u0345"])
@example(["\ue000", "長者\ue000飯堂", ""])
@example(["頭", "髮"] * 400)
def test_many_texts_become_what_each_becomes(texts: list[str]) -> None:
    assert normalise_all(texts) == [normalise(text) for text in texts]


@settings(deadline=None)
@given(_ANYTHING)
def test_everything_derived_is_total(text: str) -> None:
    plain = normalise(text)
    heard = (sounds(plain, "jyutping"), sounds(plain, "pinyin"))
    for derived in (to_mandarin(text), *heard, districts_in(text), terms(plain)):
        assert derived is not None


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("長者飯堂喺邊度？", "长者饭堂喺边度?"),
        ("嗰個嘢唔見咗", "嗰个嘢唔见咗"),
        ("搵俾佢哋嚟", "揾畀佢哋嚟"),
        ("ＡＢＣ　１２３４５，「高齡」。", 'abc 12345,"高龄".'),
        ("江\u200b海\x00区\r\n\t饭堂", "江海区 饭堂"),
    ],
)
def test_scripts_and_widths_become_one(written: str, plain: str) -> None:
    assert normalise(written) == plain


@pytest.mark.parametrize(
    ("said", "mandarin"),
    [
        ("我老豆行唔郁", "我爸爸走不动"),
        ("邊度有長者飯堂", "哪里有老人食堂"),
        ("差佬叫我攞银纸", "警察叫我拿钱"),
        ("畀人呃咗几多钱", "被骗多少钱"),
        ("开平啲嘢平唔平", "开平些东西便宜不便宜"),
    ],
)
def test_cantonese_becomes_mandarin_by_the_longest_word(said: str, mandarin: str) -> None:
    assert to_mandarin(said) == mandarin


def test_the_lexicon_is_large_and_refuses_two_meanings() -> None:
    assert len(rewriting_table(read_lexicon("dialect.yaml"))) > 500
    with pytest.raises(LexiconError, match=r"'嘢' stands under both"):
        rewriting_table({"words": {"东西": ["嘢"], "事": ["嘢"]}, "synonyms": {}, "keep": []})
    with pytest.raises(LexiconError, match="list of words"):
        rewriting_table({"words": {"东西": "嘢"}, "synonyms": {}, "keep": []})


def test_districts_are_named_by_their_parts() -> None:
    assert districts_in("會城同外海，邊度平啲") == ("新会", "江海")
    assert districts_in("我住台山市台城") == ("台山",)
    assert districts_in("你好") == ()


def test_confusable_sounds_are_one() -> None:
    assert sounds("饭堂", "jyutping") == sounds("反堂", "jyutping")
    assert sounds("你", "jyutping") == sounds("李", "jyutping")
    assert sounds("我", "jyutping") == sounds("哦", "jyutping") or sounds("我", "jyutping") == ("o",)
    assert sounds("市", "pinyin") == sounds("四", "pinyin")
    assert sounds("请", "pinyin") == sounds("寝", "pinyin")
    assert sounds("饭", "pinyin") != sounds("堂", "pinyin")
