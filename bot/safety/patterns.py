r"""The phrase patterns of the data files: a small language that staff can read and write.

A pattern is Chinese text with these marks:

``<name>``    any phrase of the word class ``name``
``(a|b|c)``   one of these
``x?``        the character, group or class before the mark may be missing
``..6``       up to six characters of the same sentence (commas count as characters)
``!(a|b)``    here neither a nor b follows
``~(a|b)``    here neither a nor b stands before (plain words only)

Two classes are built in: ``<n>`` an amount in figures or characters, ``<digits>`` three or more figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

_BUILT_IN = {
    "n": r"[0-9零一二两三四五六七八九十百千万几半][0-9零一二两三四五六七八九十百千万几半,.]{0,7}",
    "digits": r"[0-9]{3,}",
}
_SENTENCE_END = r".!?;\n"
_TOO_COMMON = frozenset("的我你佢他她是系有不唔一要叫话说讲人钱打来去在个好咗了到给畀就都啲嘅呢这那上下大小得会可")
_MARKS = frozenset("<>()|?!~")


class PatternError(ValueError):
    """A pattern is not written as it should be; the text says what is wrong."""


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern; ``needs`` are sets of characters, one of each of which must be present."""

    source: str
    regex: re.Pattern[str]
    needs: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class _Part:
    regex: str
    needs: tuple[frozenset[str], ...] = ()


@dataclass
class PatternCompiler:
    """Compiles patterns with one set of word classes.

    Args:
        classes: phrases of each word class; a phrase is itself a pattern.
        form: brings literal text to the form that is matched on.
    """

    classes: Mapping[str, Sequence[str]]
    form: Callable[[str], str]
    _known: dict[str, _Part] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def compile(self, source: str) -> Pattern:
        """The pattern written as ``source``.

        Raises:
            PatternError: bad marks, an unknown class, a class inside itself, or nothing to match on.
        """
        part = _Parser(source, self).whole()
        if not part.needs:
            raise PatternError(f"{source!r} has no characters that must be there; it would match anything")
        needs = sorted(set(part.needs), key=lambda s: (len(s & _TOO_COMMON), len(s)))
        return Pattern(source, re.compile(part.regex), tuple(needs))

    def word_class(self, name: str) -> _Part:
        """The part that a class stands for."""
        if name in _BUILT_IN:
            return _Part(_BUILT_IN[name])
        if name not in self._known:
            if name not in self.classes:
                raise PatternError(f"there is no word class {name!r}; add it to the classes or correct the name")
            if name in self._open:
                raise PatternError(f"the word class {name!r} contains itself")
            self._open.append(name)
            phrases = sorted(self.classes[name], key=len, reverse=True)
            self._known[name] = either([_Parser(p, self).whole() for p in phrases])
            self._open.pop()
        return self._known[name]


def either(parts: Sequence[_Part]) -> _Part:
    """One of several parts: needed is one telling character of each, taken together."""
    union: set[str] = set()
    for part in parts:
        if not part.needs:
            return _Part(_joined(parts))
        union |= min(part.needs, key=lambda s: (len(s & _TOO_COMMON), len(s)))
    return _Part(_joined(parts), (frozenset(union),))


def _joined(parts: Sequence[_Part]) -> str:
    return "(?:" + "|".join(p.regex for p in parts) + ")"


class _Parser:
    """Recursive descent over one pattern."""

    def __init__(self, source: str, compiler: PatternCompiler) -> None:
        self._source = source
        self._compiler = compiler
        self._at = 0

    def whole(self) -> _Part:
        part = self._sequence()
        if self._at < len(self._source):
            raise self._wrong(f"{self._source[self._at]!r} does not belong here")
        return part

    def _sequence(self) -> _Part:
        regex, needs = "", ()
        while self._at < len(self._source) and self._source[self._at] not in "|)":
            part = self._element()
            if self._take("?"):
                part = _Part(f"(?:{part.regex})?")
            regex += part.regex
            needs += part.needs  # type: ignore[assignment]
        return _Part(regex, needs)

    def _element(self) -> _Part:
        if self._take("<"):
            return self._compiler.word_class(self._until(">"))
        if self._take("("):
            return self._group()
        if self._take("!("):
            return _Part(f"(?!{self._group().regex})")
        if self._take("~("):
            return _Part("".join(f"(?<!{re.escape(self._form(w))})" for w in self._until(")").split("|")))
        gap = re.compile(r"\.\.(\d+)").match(self._source, self._at)
        if gap:
            self._at = gap.end()
            return _Part(f"[^{_SENTENCE_END}]{{0,{gap[1]}}}?")
        return self._character()

    def _character(self) -> _Part:
        character = self._source[self._at]
        if character in _MARKS:
            raise self._wrong(f"{character!r} does not belong here")
        self._at += 1
        form = self._form(character)
        return _Part(re.escape(form), tuple(frozenset(c) for c in form))

    def _group(self) -> _Part:
        parts = [self._sequence()]
        while self._take("|"):
            parts.append(self._sequence())
        if not self._take(")"):
            raise self._wrong("a ')' is missing")
        return either(parts)

    def _take(self, mark: str) -> bool:
        if self._source.startswith(mark, self._at):
            self._at += len(mark)
            return True
        return False

    def _until(self, mark: str) -> str:
        end = self._source.find(mark, self._at)
        if end < 0:
            raise self._wrong(f"a {mark!r} is missing")
        inner = self._source[self._at : end]
        self._at = end + 1
        return inner

    def _form(self, literal: str) -> str:
        return self._compiler.form(literal)

    def _wrong(self, what: str) -> PatternError:
        return PatternError(f"{self._source!r}, character {self._at + 1}: {what}")
