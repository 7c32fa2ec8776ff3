"""Understands many texts at once, without a server.

    python -m qiaoban_rasa.parse MODEL < texts.json > parsed.json

In: a list of texts. Out: for each ``{"intent": {"name", "confidence"}, "entities": [{"entity", "value"}]}``.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
from typing import Any, Dict, List

import structlog


async def parsed(model: str, texts: List[str]) -> List[Dict[str, Any]]:
    """What the model file ``model`` makes of ``texts``."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    found = []
    for text in texts:
        result = await agent.parse_message(text)
        entities = [{"entity": e["entity"], "value": e["value"]} for e in result["entities"]]
        intent = {"name": result["intent"]["name"], "confidence": float(result["intent"]["confidence"])}
        found.append({"intent": intent, "entities": entities})
    return found


def main() -> None:
    """Read texts, write what was understood; Rasa's own words go to the error stream."""
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    texts = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):
        found = asyncio.run(parsed(sys.argv[1], texts))
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
