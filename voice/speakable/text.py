"""Written text to the words that are read aloud."""

from __future__ import annotations

import functools
from typing import Any

from voice.dialect import Dialect
from voice.speakable.calendar import dates, spans, times
from voice.speakable.markup import cleaned, normalised, without_markup
from voice.speakable.phones import phones
from voice.speakable.quantities import quantities
from voice.speakable.tables import tables

_PASSES = 4


def speakable(text: str, dialect: Dialect) -> str:
    """Rewrite a text so that a synthesiser reads it as a person would.

    Figures become Chinese numerals (telephone numbers one by one, years one by one, money and measures as
    they are called), signs become words or pauses, emoji and markup go, traditional becomes simplified.

    Args:
        text: any text, also empty or with stray characters.
        dialect: ``yue`` or ``cmn``.

    Returns:
        Letters and the pauses ``、，；。！？`` only; empty when nothing can be read. Reading the result again
        changes nothing.
    """
    for _ in range(_PASSES):
        again = _once(text, dialect)
        if again == text:
            break
        text = again
    return text


def _once(text: str, dialect: Dialect) -> str:
    table = tables(dialect)
    text = _simplified(normalised(text))
    text = without_markup(text, table)
    text = dates(text, table)
    text = times(text, table)
    text = spans(text, dialect, table)
    text = phones(text, dialect)
    text = quantities(text, dialect)
    return cleaned(text, table)


def _simplified(text: str) -> str:
    """Traditional to simplified, save where the simplified form is one that no engine knows (嗰 has one)."""
    simple = _simplifier().convert(text)
    if len(simple) != len(text):
        return str(simple)
    return "".join(new if new == old or _common(new) else old for old, new in zip(text, simple, strict=True))


def _common(character: str) -> bool:
    try:
        return bool(character.encode("gbk"))
    except UnicodeEncodeError:
        return False


@functools.cache
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
