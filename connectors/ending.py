"""How the parts of the service end: each one, whatever happens to another."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isawaitable

import structlog

log = structlog.get_logger(__name__)


async def ended(part: str, end: Callable[[], object]) -> None:
    """End a part by calling, or awaiting, what ends it. When that fails it is logged, and the others go on."""
    try:
        result = end()
        if isawaitable(result):
            await result
    except Exception as error:
        log.error("part_not_ended", part=part, exc_info=error)
