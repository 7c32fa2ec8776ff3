"""Word lists as data: dialect words, districts, sounds, characters. One YAML file each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

LEXICON_DIRECTORY = Path(__file__).parent


class LexiconError(ValueError):
    """A lexicon file is missing or not what it should be; the text names the file."""


def read_lexicon(name: str) -> dict[str, Any]:
    """The mapping in lexicon file ``name``.

    Raises:
        LexiconError: the file is missing, is not YAML or is not a mapping.
    """
    path = LEXICON_DIRECTORY / name
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise LexiconError(f"{path}: cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise LexiconError(f"{path}: should be a mapping of names to lists")
    return data
