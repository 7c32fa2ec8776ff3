"""Loads the assistant's own phrases and fills them in."""

from __future__ import annotations

import string
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from bot.turn import Dialect

_DATA = Path(__file__).parent / "phrases.yaml"


class WordingError(Exception):
    """A phrase is missing or malformed; the message names the file and the phrase."""


class _Phrase(BaseModel):
    model_config = ConfigDict(extra="forbid")

    yue: str | list[str]
    cmn: str | list[str]


class Wording:
    """The phrases of one language file, by key.

    Each phrase has a Cantonese and a Mandarin wording with the same ``{placeholders}``.
    A phrase may be a list (of quick replies, of topics); `lines` gives those.
    """

    def __init__(self, phrases: dict[str, _Phrase]) -> None:
        self._phrases = phrases

    @classmethod
    def load(cls, path: Path = _DATA) -> Wording:
        """Read and check a phrase file.

        Raises:
            WordingError: the file is not valid, or the dialects differ in their placeholders.
        """
        try:
            raw = yaml.safe_load(path.read_text(encoding="utf-8"))
            phrases = TypeAdapter(dict[str, _Phrase]).validate_python(raw)
        except (yaml.YAMLError, ValidationError) as error:
            raise WordingError(f"{path}: {error}") from error
        for key, phrase in phrases.items():
            if _placeholders(phrase.yue) != _placeholders(phrase.cmn):
                raise WordingError(f"{path}: {key}: the two dialects have different placeholders")
        return cls(phrases)

    def say(self, key: str, dialect: Dialect, **slots: str) -> str:
        """The phrase ``key`` in ``dialect`` with its placeholders filled."""
        found = self._wording(key, dialect)
        if isinstance(found, list):
            raise WordingError(f"phrase {key!r} is a list")
        return found.format(**slots)

    def lines(self, key: str, dialect: Dialect) -> tuple[str, ...]:
        """The list ``key`` in ``dialect``."""
        found = self._wording(key, dialect)
        return tuple([found] if isinstance(found, str) else found)

    def _wording(self, key: str, dialect: Dialect) -> str | list[str]:
        try:
            phrase = self._phrases[key]
        except KeyError:
            raise WordingError(f"there is no phrase {key!r}") from None
        return phrase.yue if dialect is Dialect.YUE else phrase.cmn


def _placeholders(text: str | list[str]) -> set[str]:
    joined = text if isinstance(text, str) else "".join(text)
    return {name for _, name, _, _ in string.Formatter().parse(joined) if name}
