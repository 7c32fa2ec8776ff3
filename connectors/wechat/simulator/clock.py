"""The platform's time, which can be moved forward."""

from __future__ import annotations

import time


class Clock:
    """Wall-clock seconds, plus what was skipped."""

    def __init__(self) -> None:
        self._skipped = 0.0

    def now(self) -> float:
        """Seconds since 1970, as the platform sees it."""
        return time.time() + self._skipped

    def skip(self, seconds: float) -> None:
        """Let that much time pass at once."""
        self._skipped += seconds
