"""Text of a file on one line, as people read it: no breaks inside Chinese, no invisible characters."""

from __future__ import annotations

import re
import unicodedata

_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_SPACE = r"[ \t\u00a0\u3000]"
_BREAK_INSIDE_CHINESE = re.compile(rf"(?<={_WIDE}){_SPACE}*\n{_SPACE}*(?={_WIDE})")
_GAP_INSIDE_CHINESE = re.compile(rf"(?<={_WIDE}){_SPACE}+(?={_WIDE})")
_SPACES = re.compile(r"[ \t\u00a0\u3000\u2000-\u200a]+")
_KANGXI = re.compile(r"[\u2e80-\u2fdf]")


def one_line(text: str) -> str:
    """``text`` on one line: breaks between Chinese characters vanish, others become a space."""
    text = _BREAK_INSIDE_CHINESE.sub("", _visible(text))
    return _SPACES.sub(" ", text.replace("\n", " ")).strip()


def lines(text: str) -> str:
    """``text`` with its lines kept, each without spaces around it; empty ones are dropped."""
    cleaned = (one_line(line) for line in _visible(text).split("\n"))
    return "\n".join(line for line in cleaned if line)


def without_gaps(text: str) -> str:
    """``text`` on one line without spaces between Chinese characters, for formats that set them to fill a line."""
    return _GAP_INSIDE_CHINESE.sub("", one_line(text))


def joined(first: str, second: str) -> str:
    """Two pieces of a sentence that a line end had parted."""
    return one_line(f"{first}\n{second}")


def clipped(text: str, most: int) -> str:
    """``text``, or its first ``most`` characters and a sign that more follows."""
    return text if len(text) <= most else f"{text[:most]}……"


def _visible(text: str) -> str:
    """Without control and formatting characters, radicals written as the characters they stand for."""
    text = _KANGXI.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text.replace("\t", " "))
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
