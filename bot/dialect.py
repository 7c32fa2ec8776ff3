"""Tells Cantonese from Mandarin in written text by its function words."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from bot.turn import Dialect
from knowledge.chinese import normalise

_DATA = Path(__file__).parent / "wording" / "dialect_markers.yaml"


@cache
def _patterns() -> dict[Dialect, re.Pattern[str]]:
    words: dict[str, list[str]] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return {d: re.compile("|".join(re.escape(w) for w in sorted(words[d], key=len, reverse=True))) for d in Dialect}


def detect(text: str) -> Dialect | None:
    """The dialect that ``text`` is written in, or None when nothing in it tells."""
    plain = normalise(text)
    counts = {d: len(p.findall(plain)) for d, p in _patterns().items()}
    if counts[Dialect.YUE] == counts[Dialect.CMN]:
        return None
    return max(counts, key=lambda d: counts[d])
