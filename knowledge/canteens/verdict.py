"""Yes, no, or not known, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal


class Known(IntEnum):
    """Whether a wish is met; in the order in which places are offered."""

    YES = 0
    UNKNOWN = 1
    NO = 2


Reason = Literal[
    "open_now",
    "closed_now",
    "open_then",
    "closed_then",
    "hours_known",
    "hours_unknown",
    "meal_served",
    "meal_not_listed",
    "meal_unknown",
    "price_known",
    "price_within",
    "price_above",
    "price_not_free",
    "price_unknown",
    "everyone",
    "old_enough",
    "too_young",
    "residents_only",
    "if_registered",
    "not_resident",
    "depends_on_sex",
    "rules_known",
    "admission_unknown",
    "delivers",
    "does_not_deliver",
    "delivery_unknown",
]
"""Why a verdict is what it is: there is a phrase for each."""


@dataclass(frozen=True)
class Verdict:
    """Whether one wish is met by one place.

    ``closes``: until when it is open, ``HH:MM``. ``opens``: when it opens next, as days ahead and ``HH:MM``.
    """

    known: Known
    reason: Reason
    closes: str | None = None
    opens: tuple[int, str] | None = None


def yes(reason: Reason) -> Verdict:
    """The wish is met."""
    return Verdict(Known.YES, reason)


def no(reason: Reason) -> Verdict:
    """It is not."""
    return Verdict(Known.NO, reason)


def unknown(reason: Reason) -> Verdict:
    """Nothing is known of it, or not enough."""
    return Verdict(Known.UNKNOWN, reason)
