"""The texts that people read, from the file that the phone page reads too."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parent / "static"


@cache
def labels() -> dict[str, Any]:
    """The whole file."""
    found: dict[str, Any] = json.loads((STATIC / "labels.json").read_text(encoding="utf-8"))
    return found


def notice(name: str) -> str:
    """What the platform itself says to a person in the chat."""
    text: str = labels()["notices"][name]
    return text
