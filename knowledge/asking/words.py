"""The words of questions, from the lexicon, and where a text says them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import get_args

from knowledge.asking.asking import Aspect, Meal
from knowledge.chinese import normalise
from knowledge.dialect import to_mandarin
from knowledge.lexicon import LexiconError, read_lexicon

_FILE = "asking.yaml"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_VALUES: Mapping[str, Sequence[str]] = {
    "aspect": get_args(Aspect),
    "day": ("0", "1", "2", *WEEKDAYS, "weekend", "weekdays"),
    "meal": get_args(Meal),
    "part_of_day": ("am", "noon", "pm"),
    "price": ("free", "cheapest", "at_most", "exactly"),
    "sex": ("male", "female"),
    "registered": ("here", "elsewhere"),
}
"""The sections that sort their words, and into what."""

_PLAIN = (
    *("now", "still", "whether", "food", "what_time", "may_go", "eats_there", "complains"),
    *("someone_else", "cannot_come", "nearest", "that_one", "canteen"),
)
_UNITS = ("money", "age", "household")
"""Sections of words that mean something beside a number or a name."""
_AROUND = ("not_meant", "between", "corrected", "adds_nothing")
"""Sections that say something about the words beside them."""


@dataclass(frozen=True)
class Mention:
    """A word of one section in a text: what it stands for, from where to where, and whether it is denied."""

    value: str
    start: int
    end: int
    denied: bool = False


class Words:
    """The lexicon in one form of writing.

    Args:
        form: how words are written in the texts that they are looked for in.
    """

    def __init__(self, form: Callable[[str], str]) -> None:
        meanings, around = _lexicon()
        self._meanings: dict[str, dict[str, str]] = {}
        for section, value, word in meanings:
            self._meanings.setdefault(form(word), {})[section] = value
        self._pattern = _any_of(self._meanings)
        self._corrected = _any_of(map(form, around["corrected"]))
        between = _any_of(map(form, around["between"])).pattern
        denials = "|".join(f"(?<!{re.escape(w[-1])}){re.escape(w)}" for w in map(form, around["not_meant"]))
        self._denied = re.compile(f"(?:{denials})(?:{between})*$")
        self._nothing = _any_of(map(form, around["adds_nothing"]))

    def mentions(self, text: str) -> dict[str, list[Mention]]:
        """What ``text`` says, by section, in order."""
        found: dict[str, list[Mention]] = {}
        for match in self._pattern.finditer(text):
            denied = self.denies(text, match.start())
            for section, value in self._meanings[match.group()].items():
                found.setdefault(section, []).append(Mention(value, *match.span(), denied))
        return found

    def denies(self, text: str, start: int) -> bool:
        """Whether what begins at ``start`` is said not to be meant."""
        return bool(self._denied.search(text[max(0, start - 12) : start]))

    def meant(self, text: str, mentions: Sequence[Mention]) -> Mention | None:
        """The one that counts: the first not denied, or the last where the speaker corrects herself in between."""
        held = [mention for mention in mentions if not mention.denied]
        if not held:
            return None
        return held[-1] if self._corrected.search(text, held[0].end, held[-1].start) else held[0]

    def rest(self, text: str) -> str:
        """``text`` without all these words, and without those that add nothing."""
        return self._nothing.sub("", self._pattern.sub("", text))


class Said:
    """A text with what its words say; read in Mandarin wording first, and as written where that tells nothing.

    Args:
        written: the text in normal form.
    """

    def __init__(self, written: str) -> None:
        self.written = written
        self.mandarin = to_mandarin(written)

    @cached_property
    def _in_mandarin(self) -> dict[str, list[Mention]]:
        return in_mandarin().mentions(self.mandarin)

    @cached_property
    def _as_written(self) -> dict[str, list[Mention]]:
        return as_written().mentions(self.written)

    def all(self, section: str) -> tuple[str, ...]:
        """Everything of ``section`` that is said and not denied, in order, each once."""
        return self._values(section, denied=False)

    def denied(self, section: str) -> tuple[str, ...]:
        """Everything of ``section`` that is said not to be so."""
        return self._values(section, denied=True)

    def one(self, section: str) -> str | None:
        """What of ``section`` is meant, or None."""
        found = in_mandarin().meant(self.mandarin, self._in_mandarin.get(section, ()))
        found = found or as_written().meant(self.written, self._as_written.get(section, ()))
        return found.value if found else None

    @property
    def nothing_else(self) -> bool:
        """Whether these words are all there is."""
        rests = (in_mandarin().rest(self.mandarin), as_written().rest(self.written))
        return not all(any(map(str.isalnum, rest)) for rest in rests)

    def _values(self, section: str, *, denied: bool) -> tuple[str, ...]:
        mentions = self._in_mandarin.get(section) or self._as_written.get(section) or []
        return tuple(dict.fromkeys(m.value for m in mentions if m.denied is denied))


@cache
def in_mandarin() -> Words:
    """The lexicon in Mandarin wording."""
    return Words(to_mandarin)


@cache
def as_written() -> Words:
    """The lexicon in normal form."""
    return Words(normalise)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


@cache
def _lexicon() -> tuple[list[tuple[str, str, str]], dict[str, list[str]]]:
    """All words as (section, what it stands for, word), and the words that say something about others."""
    data = read_lexicon(_FILE)
    sections = [*_VALUES, *_PLAIN, *_UNITS, *_AROUND]
    if set(data) != set(sections):
        raise LexiconError(f"{_FILE}: its sections should be {', '.join(sections)}")
    meanings: list[tuple[str, str, str]] = []
    for section, values in _VALUES.items():
        entries = data[section]
        if not isinstance(entries, dict) or set(entries) != set(values):
            raise LexiconError(f"{_FILE}: {section}: should sort its words into {', '.join(values)}")
        for value, words in entries.items():
            meanings += [(section, value, word) for word in _words(f"{section}: {value}", words)]
    for section in _PLAIN:
        meanings += [(section, section, word) for word in _words(section, data[section])]
    return meanings, {section: _words(section, data[section]) for section in (*_UNITS, *_AROUND)}


@cache
def unit(section: str) -> str:
    """Pattern of the words of a section that stand beside a number or a name: "money", "age", "household"."""
    return _any_of(map(normalise, _lexicon()[1][section])).pattern


@cache
def parts_of_day() -> Mapping[str, str]:
    """Words for a part of the day, in normal form, and which half of the clock they mean."""
    return {normalise(word): value for section, value, word in _lexicon()[0] if section == "part_of_day"}


def _words(where: str, words: object) -> list[str]:
    if not isinstance(words, list) or not words or not all(isinstance(w, str) and w for w in words):
        raise LexiconError(f"{_FILE}: {where}: should be a list of words")
    return words
