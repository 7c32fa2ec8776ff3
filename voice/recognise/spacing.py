"""Recognisers put a space between words; Chinese has none."""

from __future__ import annotations

import re

_HAN = r"㐀-鿿豈-﫿𠀀-𲎯"
_SPACE = re.compile(rf"(?<=[{_HAN}])\s+(?=\S)|(?<=\S)\s+(?=[{_HAN}])")


def without_chinese_spaces(text: str) -> str:
    """Remove the spaces that touch a Chinese character; those between Latin words stay."""
    return _SPACE.sub("", text).replace("[unk]", "").strip()
