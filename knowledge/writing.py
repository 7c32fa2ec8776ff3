"""Writes items as the YAML that `knowledge.loading` reads."""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from knowledge.item import Item

_WIDTH = 110
"""Columns after which a text with spaces is wrapped."""


def to_yaml(items: Iterable[Item]) -> str:
    """The items as a YAML list; what has its default is left out."""
    documents = [item.model_dump(mode="json", exclude_defaults=True) for item in items]
    return str(yaml.safe_dump(documents, allow_unicode=True, sort_keys=False, width=_WIDTH))
