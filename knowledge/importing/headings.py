"""Tells a heading from running text by how Chinese documents number their parts."""

from __future__ import annotations

import re

_LONGEST = 40
"""Characters of the longest line that can be a heading."""

LONGEST_MARKED = 80
"""Characters of the longest text that counts as a heading where the document marks it as one."""

_FIGURE = r"[零〇一二三四五六七八九十百\d]+"
_NUMBERED = (
    (1, re.compile(rf"第{_FIGURE}[编篇章](?:\s|　|：|:)*")),
    (2, re.compile(rf"第{_FIGURE}节(?:\s|　|：|:)*")),
    (2, re.compile(r"[一二三四五六七八九十百]+、\s*")),
    (3, re.compile(r"[（(][一二三四五六七八九十百]+[）)]、?\s*")),
    (4, re.compile(r"\d{1,2}(?:[.．、](?!\d))\s*")),
)
_MARKDOWN = re.compile(r"(#{1,6})\s+")
_ENDS_SENTENCE = tuple("。！？；，：,.;:!?")
_RUN_IN = re.compile(r"^([^。！？；]{2,30})。(.+)$", re.S)


def heading_level(line: str) -> int | None:
    """The level of a line that is a numbered heading by itself; None for anything else."""
    line = line.strip()
    if len(line) > _LONGEST or line.endswith(_ENDS_SENTENCE[2:]):
        return None
    if "。" in line[:-1]:
        return None
    return _numbering(line)


def split_run_in(paragraph: str) -> tuple[int, str, str] | None:
    """Level, heading and rest of "（一）优化服务。推进……", where the text follows its heading on one line."""
    text = paragraph.strip()
    level = _numbering(text)
    found = _RUN_IN.match(text)
    if level is None or found is None or not found.group(2).strip():
        return None
    return level, found.group(1), found.group(2).strip()


def without_number(heading: str) -> str:
    """A heading without its number and its closing stop; as it is when nothing else would be left."""
    for _, pattern in _NUMBERED:
        if found := pattern.match(heading):
            heading = heading[found.end() :]
            break
    return heading.strip().rstrip("。：:") or heading


def _numbering(text: str) -> int | None:
    for level, pattern in _NUMBERED:
        if (found := pattern.match(text)) and text[found.end() :].strip():
            return level
    return None
