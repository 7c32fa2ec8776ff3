"""How often what happened, for tests to look at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Counters:
    """Numbers since the start."""

    pushes: int = 0
    """Requests tried towards the app, retries and lost ones included."""
    retries: int = 0
    pushes_lost: int = 0
    """By ``Faults.lose_pushes``."""
    replies_lost: int = 0
    """By ``Faults.lose_replies``."""
    timeouts: int = 0
    refused: int = 0
    """The app's port was closed."""
    cut: int = 0
    """The app closed the connection without a whole answer."""
    malformed: int = 0
    """Answers of the app that the platform does not understand."""
    fault_notices: int = 0
    """Times a person was told that the account is out of order."""
    passive: int = 0
    """Passive replies shown to somebody."""
    service: int = 0
    """Customer-service messages shown to somebody."""
    calls: int = 0
    """Calls of the app that were read."""
    calls_dropped: int = 0
    """By ``Faults.drop_calls``; not among ``calls``."""
    calls_busy: int = 0
    calls_slow: int = 0
    tokens_issued: int = 0
    """New access tokens; asking again for the same one does not count."""
    tokens_forced: int = 0
    """Of them with ``force_refresh``."""
