"""The day and the time in Jiangmen, wherever the server thinks it is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

_CHINA = timezone(timedelta(hours=8))
"""China has one time zone and no summer time."""


def today() -> date:
    """The date that decides what is current."""
    return datetime.now(_CHINA).date()


def clock() -> time:
    """The time of day that decides what is open."""
    return datetime.now(_CHINA).time()
