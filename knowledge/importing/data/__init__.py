"""The words of importing as data: columns, topics, templates, rewrites, notes. One YAML file each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from knowledge.yaml_lines import read_yaml


@cache
def read_data(name: str) -> dict[str, Any]:
    """The mapping in the data file ``name``.

    Raises:
        ValueError: it is not a mapping, or something in it is no text (YAML takes ``no`` and ``12`` for other things).
    """
    value = read_yaml((Path(__file__).parent / name).read_text(encoding="utf-8")).value
    if not isinstance(value, dict):
        raise ValueError(f"{name}: should be a mapping")
    _check(value, name)
    return value


def _check(value: Any, where: str) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _check(key, where)
            _check(inner, f"{where}: {key}")
    elif isinstance(value, list):
        for inner in value:
            _check(inner, where)
    elif not isinstance(value, str):
        raise ValueError(f"{where}: {value!r} should be text; put it in quotes")
