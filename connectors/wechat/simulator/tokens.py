"""Access tokens of both kinds: the stable one and the one that each call renews."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from connectors.wechat.simulator.clock import Clock
from connectors.wechat.simulator.counters import Counters

INVALID = 40001
EXPIRED = 42001
_OVERLAP_S = 300  # the platform renews a stable token this long before its end


@dataclass
class _Token:
    text: str
    ends: float
    fault: int = EXPIRED
    """What a caller is told once it has ended."""


class Tokens:
    """Issues and checks access tokens.

    Args:
        clock: the platform's time.
        counters: where issues are counted.
        lifetime_s: how long a token is good for.
    """

    def __init__(self, clock: Clock, counters: Counters, lifetime_s: float) -> None:
        self._clock = clock
        self._counters = counters
        self.lifetime_s = lifetime_s
        self._stable: _Token | None = None
        self._issued: dict[str, _Token] = {}

    def stable(self, *, force: bool) -> tuple[str, int]:
        """The token of ``stable_token`` and the seconds left to it; ``force`` makes a new one and ends the old."""
        now = self._clock.now()
        overlap = _OVERLAP_S if self.lifetime_s > 2 * _OVERLAP_S else 0
        current = self._stable
        if force and current is not None:
            current.ends, current.fault = now, INVALID
        if force:
            self._counters.tokens_forced += 1
        if current is None or current.ends - overlap <= now:
            current = self._stable = self._new(now)
        return current.text, round(current.ends - now)

    def plain(self) -> tuple[str, int]:
        """A new token of the old interface; the stable one stays good."""
        token = self._new(self._clock.now())
        return token.text, round(self.lifetime_s)

    def fault(self, text: str) -> int | None:
        """The errcode for a call with this token; None when it is good."""
        token = self._issued.get(text)
        if token is None:
            return INVALID
        return token.fault if token.ends <= self._clock.now() else None

    def expire(self, fault: int) -> None:
        """End every token now; calls with them get ``fault``."""
        now = self._clock.now()
        for token in self._issued.values():
            if token.ends > now:
                token.ends, token.fault = now, fault

    def _new(self, now: float) -> _Token:
        token = _Token(text=f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(96)}", ends=now + self.lifetime_s)
        self._issued[token.text] = token
        self._counters.tokens_issued += 1
        return token
