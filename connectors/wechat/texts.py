"""What the WeChat channel itself says, and the words it listens for; both are data."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.turn import Dialect
from knowledge.chinese import normalise

_DATA = Path(__file__).parent / "texts.yaml"
_CODE = re.compile(r"(?<!\d)(\d{6})(?!\d)")


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return loaded


def say(key: str, dialect: Dialect, **slots: str) -> str:
    """One of the channel's own sentences."""
    text: str = _data()["say"][key][dialect.value]
    return text.format(**slots)


def kind_name(kind: str, dialect: Dialect) -> str:
    """A kind of swindle in plain words."""
    names = _data()["kinds"]
    name: str = names.get(kind, names["other"])[dialect.value]
    return name


def unread(kind: str) -> str:
    """What an agent reads for a message that is not words."""
    names: dict[str, str] = _data()["unread"]
    return names.get(kind, names["other"])


def menu_question(key: str, dialect: Dialect) -> str | None:
    """What a menu button asks; None for a button that is not known."""
    entry = _data()["menu"].get(key)
    return entry["ask"][dialect.value] if entry else None


def menu() -> dict[str, Any]:
    """The menu as the platform wants it."""
    buttons = [{"type": "click", "name": entry["name"], "key": key} for key, entry in _data()["menu"].items()]
    return {"button": buttons}


def command(text: str) -> tuple[str, str] | None:
    """A wish about family links that the channel itself sees to: its name, and the code given with it."""
    said = normalise(text.strip())
    code = _CODE.search(said)
    rest = "".join(c for c in (said.replace(code.group(), "") if code else said) if c.isalnum())
    for name, words in _data()["commands"].items():
        if rest in map(normalise, words):
            with_code = name == "link"
            if with_code == bool(code):
                return name, code.group() if code else ""
    return None
