"""Items as plain names and values, for tables, comparisons and people who read them."""

from __future__ import annotations

import json
from typing import Any

from knowledge.item import Item

_BETWEEN = "；"


def flat(item: Item) -> dict[str, str]:
    """What is set in an item, by dotted name in the order of its fields, e.g. ``canteen.address``.

    Lists of texts are one text with ``；`` between; lists of groups, and of texts
    that have a ``；`` themselves, are JSON. What has its default is left out.
    """
    return dict(_pairs(item.model_dump(mode="json", exclude_defaults=True), ""))


def differences(before: Item, after: Item) -> dict[str, tuple[str | None, str | None]]:
    """The names whose values differ, each with both values; None where there is none."""
    old, new = flat(before), flat(after)
    names = dict.fromkeys((*old, *new))
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


def _pairs(group: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in group.items():
        if isinstance(value, dict):
            pairs += _pairs(value, f"{prefix}{name}.")
        else:
            pairs.append((f"{prefix}{name}", _text(value)))
    return pairs


def _text(value: Any) -> str:
    if isinstance(value, list) and any(isinstance(part, dict) or _BETWEEN in str(part) for part in value):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return _BETWEEN.join(map(str, value))
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
