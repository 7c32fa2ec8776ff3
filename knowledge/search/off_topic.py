"""Sentences that no item answers, for teaching search what is not its business."""

from __future__ import annotations

from pathlib import Path

import yaml

from knowledge.lexicon import LexiconError

OFF_TOPIC = Path(__file__).parent / "off_topic.yaml"


def off_topic() -> list[str]:
    """The listed sentences.

    Raises:
        LexiconError: the file is damaged.
    """
    try:
        data = yaml.safe_load(OFF_TOPIC.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise LexiconError(f"{OFF_TOPIC}: cannot be read: {error}") from error
    listed = data.get("off_topic") if isinstance(data, dict) else None
    if not isinstance(listed, list) or not all(isinstance(s, str) and s for s in listed):
        raise LexiconError(f"{OFF_TOPIC}: 'off_topic' should be a list of sentences")
    return listed
