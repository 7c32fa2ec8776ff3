"""Fills the templates of a kind of draft: its answer and its questions in both dialects."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any, Literal

from knowledge.importing.data import read_data
from knowledge.importing.drafting.cantonese import to_cantonese
from knowledge.item import Bilingual, Questions

Values = Mapping[str, Bilingual | None]
Dialect = Literal["cmn", "yue"]
_DIALECTS: tuple[Dialect, Dialect] = ("cmn", "yue")


def both(text: str) -> Bilingual:
    """Mandarin text with its drafted Cantonese."""
    return Bilingual(cmn=text, yue=to_cantonese(text))


def as_it_is(text: str) -> Bilingual:
    """A name, an address or a number: the same in both."""
    return Bilingual(cmn=text, yue=text)


def answer(templates: str, values: Values) -> Bilingual:
    """The answer: of each group of lines the first whose fields are all known."""
    groups = read_data(templates)["answer"]
    spoken = {d: "".join(_first_usable(group, values, d) for group in groups) for d in _DIALECTS}
    return Bilingual(**spoken)


def questions(templates: str, values: Values) -> Questions:
    """The questions whose fields are all known, each once."""
    data = read_data(templates)["questions"]
    asked = {d: [q for line in data[d] if (q := _filled(line, values, d)) is not None] for d in _DIALECTS}
    return Questions(cmn=tuple(dict.fromkeys(asked["cmn"])), yue=tuple(dict.fromkeys(asked["yue"])))


def phrase(templates: str, name: str, values: Values) -> Bilingual:
    """The phrase called ``name``, in both dialects."""
    data = read_data(templates)[name]
    return Bilingual(**{d: data[d].format(**_texts(values, d)) for d in _DIALECTS})


def _first_usable(group: list[dict[str, Any]], values: Values, dialect: Dialect) -> str:
    for line in group:
        if (filled := _filled(line[dialect], values, dialect)) is not None:
            return filled
    return ""


def _filled(template: str, values: Values, dialect: Dialect) -> str | None:
    texts = _texts(values, dialect)
    needed = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
    if any(name not in texts for name in needed):
        return None
    return template.format(**texts)


def _texts(values: Values, dialect: Dialect) -> dict[str, str]:
    return {key: getattr(value, dialect) for key, value in values.items() if value is not None}
