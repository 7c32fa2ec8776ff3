"""Items that have ended, soon will, were not verified for long, or say nowhere where they are from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from knowledge.checking.finding import Finding
from knowledge.item import Item

_SOON = timedelta(days=30)
_LONG = timedelta(days=180)


def upkeep(items: Iterable[Item], today: date) -> Iterator[Finding]:
    """What time has done to the items, and what their authors left out."""
    for item in items:
        ends = item.valid_until
        if ends is not None and ends < today:
            yield Finding("ended", (item.id,), f"ended on {ends}")
            continue
        if ends is not None and ends <= today + _SOON:
            yield Finding("ending", (item.id,), f"ends on {ends}")
        if today - item.verified_on > _LONG:
            yield Finding("stale", (item.id,), f"last verified on {item.verified_on}")
        if item.known and item.source.url is None:
            yield Finding("unsourced", (item.id,), f"no address to look it up: {item.source.title}")
