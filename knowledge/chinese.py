"""Chinese text made comparable: one script, one case, one punctuation, nothing invisible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Protocol

from knowledge.lexicon import read_lexicon

_CACHED_LENGTH = 300
"""Longest text, in characters, whose normal form is remembered."""

_ROUNDS = 4
"""Passes after which a text counts as settled; two are enough for anything people write."""

_BETWEEN = "\ue000"
"""Stands between texts that are made comparable together; a character for private use, which stays as it is."""

_TOGETHER = 500
"""Texts made comparable together."""

_HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_WORD = r"[^\W_\u3005-\ufaff\U00020000-\U0003134f]+"
_TOKEN = re.compile(f"[{_HAN}]|{_WORD}")
_PIECE = re.compile(f"([{_HAN}]+)|{_WORD}")
_SPACE = re.compile(r"\s+")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _to_simplified() -> _Converter:
    from opencc import OpenCC

    converter: _Converter = OpenCC("t2s")
    return converter


@cache
def _folds() -> dict[int, str]:
    """Character folds after conversion: regional variants and punctuation, from the lexicon."""
    folds = read_lexicon("characters.yaml")
    table = {**folds["variants"], **folds["punctuation"]}
    return {ord(k): v for k, v in table.items()}


@lru_cache(maxsize=8192)
def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace() or category in {"Zl", "Zp", "Zs"}:
        return " "
    invisible = category in {"Cc", "Cf", "Cs"} or "\ufe00" <= character <= "\ufe0f"
    return "" if invisible else character


def _visible(text: str) -> str:
    odd = {ord(c): kept for c in set(text) if (kept := _kept(c)) != c}
    return text.translate(odd) if odd else text


def _once(text: str) -> str:
    text = _visible(unicodedata.normalize("NFKC", _visible(text)).lower())
    if not text.isascii():
        text = _to_simplified().convert(text)
    text = text.translate(_folds())
    return _SPACE.sub(" ", text).strip()


def _normalise(text: str) -> str:
    for _ in range(_ROUNDS):
        settled = _once(text)
        if settled == text:
            break
        text = settled
    return text


_normalise_cached = lru_cache(maxsize=8192)(_normalise)


def normalise(text: str) -> str:
    """The form of ``text`` used for matching; never for showing.

    Unicode NFKC, no control or invisible characters, simplified script with one form per
    Cantonese character (搵 → 揾, 嗰 stays), lower case, ASCII punctuation, single spaces.
    Applying it twice gives the same as once. Never raises, lone surrogates included.
    """
    return _normalise_cached(text) if len(text) <= _CACHED_LENGTH else _normalise(text)


def normalise_all(texts: Sequence[str]) -> list[str]:
    """`normalise` of each of many texts, several times as fast as one by one."""
    if any(_BETWEEN in text for text in texts):
        return [normalise(text) for text in texts]
    normal: list[str] = []
    for start in range(0, len(texts), _TOGETHER):
        joined = _BETWEEN.join(texts[start : start + _TOGETHER])
        normal += [text.strip() for text in _normalise(joined).split(_BETWEEN)]
    return normal


def characters(text: str) -> list[str]:
    """The meaningful units of normalised ``text``: each Chinese character, each Latin or digit run."""
    return _TOKEN.findall(text)


def segments(text: str) -> Iterator[list[str]]:
    """`characters`, in one list per stretch without punctuation or space between them."""
    run: list[str] = []
    end = -1
    for match in _PIECE.finditer(text):
        if run and match.start() != end:
            yield run
            run = []
        if chinese := match[1]:
            run += chinese
        else:
            run.append(match[0])
        end = match.end()
    if run:
        yield run


def bigrams(units: Sequence[str]) -> list[str]:
    """Neighbouring pairs of ``units``, joined."""
    return [a + b for a, b in pairwise(units)]


def terms(text: str) -> list[str]:
    """Search terms of normalised ``text``: its characters, and their pairs inside each segment."""
    found: list[str] = []
    for run in segments(text):
        found += run
        found += bigrams(run)
    return found
