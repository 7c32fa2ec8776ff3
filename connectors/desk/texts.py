"""What agents read about a case, from ``texts.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.reply import Source

_DATA = Path(__file__).parent / "texts.yaml"

GUARD = "guard"
"""Id of what the guard itself says."""


@cache
def _texts() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return loaded


def notice(event: str, name: str | None) -> str:
    """The sentence for something that happened to a case; ``name`` is who did it."""
    notices: dict[str, str] = _texts()["notices"]
    return notices.get(event, notices["other"]).replace("{name}", name or _texts()["somebody"])


def suggestion_title(danger: str) -> str:
    """The title of what the guard suggests: ``emergency``, or the level of a risk."""
    return str(_texts()["suggestions"][danger])


def guard_source() -> Source:
    """Where the guard's words come from, where they name no source of their own."""
    return Source(id=GUARD, **_texts()["guard_source"])
