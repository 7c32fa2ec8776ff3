"""What people read beside a value on a card, from the one file that the kiosk page reads too."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from bot.turn import Dialect

_FILE = Path(__file__).parent / "kiosk" / "static" / "labels.json"


@cache
def _labels(section: str) -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = json.loads(_FILE.read_text(encoding="utf-8"))[section]
    return labels


def field_label(name: str, dialect: Dialect) -> str:
    """The label of a card's field; its plain name where the file has none."""
    return _labels("fields").get(name, {}).get(dialect.value, name)


def text_label(name: str, dialect: Dialect) -> str:
    """One of the page's own texts.

    Raises:
        KeyError: there is no such text.
    """
    return _labels("texts")[name][dialect.value]
