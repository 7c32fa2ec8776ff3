"""The reading tables of a dialect, from ``both.yaml`` and ``yue.yaml`` or ``cmn.yaml`` beside this file."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from voice.dialect import Dialect


class TablesError(ValueError):
    """A reading table is not as it should be; the message names the file and the key."""


@dataclass(frozen=True)
class Period:
    """A part of the day: hours ``first`` to ``last``, both inside, on the 24-hour clock."""

    first: int
    last: int
    word: str


@dataclass(frozen=True)
class Tables:
    """Words and lists of one dialect; the YAML file explains each key."""

    digits: str
    phone_digits: str
    point: str
    minus: str
    below_zero: str
    range: str
    percent: str
    permille: str
    fraction: str
    ratio: str
    per: str
    or_more: str
    ordinal: str
    powers: dict[str, str]
    power: str
    two_hundred: str
    year: str
    month: str
    day: str
    hour: str
    half_past: str
    minute: str
    second: str
    weekdays: str
    masked: str
    before_minus: str
    periods: tuple[Period, ...]
    money: str
    money_words: dict[str, str]
    currencies: dict[str, str]
    url: str
    email: str
    units: dict[str, str]
    temperature: tuple[str, ...]
    counted: tuple[str, ...]
    numbered: tuple[str, ...]
    perhaps_counted: tuple[str, ...]
    uncounted: tuple[str, ...]
    read_digit_by_digit: tuple[str, ...]
    called: tuple[str, ...]
    coded: tuple[str, ...]
    accounts: tuple[str, ...]
    sends: tuple[str, ...]
    sent_to: tuple[str, ...]
    buildings: tuple[str, ...]
    hotlines: tuple[str, ...]
    doubtful_hotlines: tuple[str, ...]
    services: tuple[str, ...]
    amounts: tuple[str, ...]
    reaches: tuple[str, ...]
    symbols: dict[str, str]


def any_of(words: tuple[str, ...] | dict[str, str]) -> str:
    """A pattern that matches one of the words, the longest first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"


@functools.cache
def tables(dialect: Dialect) -> Tables:
    """Load the tables of a dialect, once.

    Raises:
        TablesError: a key is missing, unknown or of the wrong type.
    """
    path = Path(__file__).with_name(f"{dialect}.yaml")
    raw = _read(Path(__file__).with_name("both.yaml"))
    for key, value in _read(path).items():
        both = raw.get(key)
        raw[key] = both + value if isinstance(both, list) and isinstance(value, list) else value
    known = {f.name: str(f.type) for f in fields(Tables)}
    if wrong := set(raw) ^ set(known):
        raise TablesError(f"{path}: missing or unknown keys: {', '.join(sorted(wrong))}")
    return Tables(**{key: _value(path, key, kind, raw[key]) for key, kind in known.items()})


def _read(path: Path) -> dict[str, Any]:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict):
        raise TablesError(f"{path}: must be keys and values")
    return raw


def _value(path: Path, key: str, kind: str, value: Any) -> Any:
    if kind == "str" and isinstance(value, str):
        return value
    if kind.startswith("dict") and isinstance(value, dict):
        return {str(k): str(v) for k, v in value.items()}
    if kind == "tuple[str, ...]" and isinstance(value, list):
        return tuple(str(v) for v in value)
    if kind.startswith("tuple[Period") and isinstance(value, list):
        try:
            return tuple(Period(int(p["from"]), int(p["to"]), str(p["word"])) for p in value)
        except (KeyError, TypeError, ValueError) as error:
            raise TablesError(f"{path}: {key}: each needs from, to and word ({error})") from error
    raise TablesError(f"{path}: {key}: must be {kind}, not {type(value).__name__}")
