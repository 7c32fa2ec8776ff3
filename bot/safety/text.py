"""What was said, in the form the guard matches on, with the way back to the person's own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.chinese import normalise

_CJK = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_LOOSE = re.compile(rf"(?<=[{_CJK}])[ *_|/^+#=&\-]+(?=[{_CJK}])| +(?![a-z0-9])|(?<![a-z0-9]) +")
"""Spaces and marks put between the characters of a word; spaces between Latin words stay."""

_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")


@dataclass(frozen=True)
class PlainText:
    """``plain`` is matched on; ``origin[i]`` is where its character ``i`` stands in ``text``."""

    text: str
    plain: str
    origin: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """The person's own words behind ``plain[start:end]``; always a part of ``text``."""
        if not 0 <= start < end <= len(self.origin):
            return ""
        return self.text[self.origin[start] : self.origin[end - 1] + 1].strip()


class _Characters(dict[str, str]):
    """Each character's form for matching, worked out once."""

    def __init__(self, folds: dict[str, str]) -> None:
        super().__init__()
        self._folds = folds

    def __missing__(self, character: str) -> str:
        form = self._form(character)
        if len(self) < 20_000:
            self[character] = form
        return form

    def _form(self, character: str) -> str:
        if character in _LINE_ENDS:
            return "\n"
        if character.isspace() or unicodedata.category(character) in {"So", "Sk"}:
            return " "
        return "".join(self._folds.get(c, c) for c in normalise(character))


class TextReader:
    """Brings text and patterns to the same form.

    Simplified script, lower case, ASCII punctuation, one character for those that recognisers
    and writers mix up, no spaces or marks between Chinese characters.

    Args:
        folds: groups of characters taken as one; the first of each group stands for all.
    """

    def __init__(self, folds: Iterable[str] = ()) -> None:
        self._characters = _Characters({c: group[0] for group in folds for c in group[1:]})

    def read(self, text: str) -> PlainText:
        """``text`` ready for matching. Never raises; takes time linear in its length."""
        forms = [self._characters[c] for c in text]
        plain = "".join(forms)
        if len(plain) == len(text) and all(forms):
            origin = list(range(len(text)))
        else:
            origin = [i for i, form in enumerate(forms) for _ in form]
        if not _LOOSE.search(plain):
            return PlainText(text, plain, tuple(origin))
        kept: list[str] = []
        places: list[int] = []
        position = 0
        for gap in _LOOSE.finditer(plain):
            kept.append(plain[position : gap.start()])
            places += origin[position : gap.start()]
            position = gap.end()
        kept.append(plain[position:])
        places += origin[position:]
        return PlainText(text, "".join(kept), tuple(places))

    def form(self, literal: str) -> str:
        """The matching form of a piece of a pattern."""
        return "".join(self._characters[c] for c in literal)
