"""Ids that are the same for the same row or section whenever its document is imported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from knowledge.chinese import characters, normalise

_PREFIX = "import"
_DOCUMENT_FIGURES = 8
_KEY_FIGURES = 10


def document_prefix(identity: str) -> str:
    """What the ids of all items of one document begin with."""
    return f"{_PREFIX}-{_digest([_same(identity)], _DOCUMENT_FIGURES)}-"


class Ids:
    """Gives ids within one document; a key that comes back is told apart by its detail, then by its number."""

    def __init__(self, identity: str) -> None:
        self._prefix = document_prefix(identity)
        self._given: set[str] = set()

    def of(self, *key: str, detail: str = "") -> tuple[str, bool]:
        """The id of what is called ``key``, and whether something else was already called so."""
        candidates = [list(key), [*key, detail]]
        first = self._id(candidates[0])
        for parts in candidates:
            if self._take(found := self._id(parts)):
                return found, found != first
        number = 2
        while not self._take(found := self._id([*key, detail, str(number)])):
            number += 1
        return found, True

    def _take(self, found: str) -> bool:
        free = found not in self._given
        self._given.add(found)
        return free

    def _id(self, parts: Sequence[str]) -> str:
        return self._prefix + _digest([_same(part) for part in parts], _KEY_FIGURES)


def fingerprint(*parts: Any) -> str:
    """A short digest of JSON-like values."""
    return _digest(parts, 16)


def _same(text: str) -> str:
    """Without what people change without meaning anything: script, width, case, spaces, punctuation."""
    return "".join(characters(normalise(text)))


def _digest(value: Any, figures: int) -> str:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:figures]
