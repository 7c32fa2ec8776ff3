"""Words an engine reads wrongly, and how to write them for it."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import yaml

from voice.dialect import DIALECTS, Dialect
from voice.speakable.tables import any_of

_PATH = Path(__file__).with_name("lexicon.yaml")


class LexiconError(ValueError):
    """The lexicon file is not as it should be; the message names the file and the entry."""


def respelled(text: str, dialect: Dialect, *, phonemes: bool) -> str:
    """Write a text the way the engine reads it right; the longest entry wins.

    Args:
        text: what to read.
        dialect: whose lexicon.
        phonemes: whether the engine takes espeak-ng phonemes in ``[[ ]]``; entries with them are left out if not.
    """
    entries, pattern = _lexicon(dialect, phonemes)
    return pattern.sub(lambda found: entries[found[0]], text)


@functools.cache
def _lexicon(dialect: Dialect, phonemes: bool) -> tuple[dict[str, str], re.Pattern[str]]:
    raw = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or set(raw) != set(DIALECTS):
        raise LexiconError(f"{_PATH}: must hold the keys {', '.join(DIALECTS)}")
    for word, spelling in raw[dialect].items():
        if not (isinstance(word, str) and isinstance(spelling, str) and word and spelling):
            raise LexiconError(f"{_PATH}: {dialect}: {word!r}: both sides must be text")
    entries = {w: s for w, s in raw[dialect].items() if phonemes or "[[" not in s}
    return entries, re.compile(any_of(entries))
