"""How often something may be done in a while: counted by the ``limits`` library, in this process or in Redis."""

from __future__ import annotations

import asyncio
import time
from ipaddress import ip_address
from typing import Any

import structlog
from limits import RateLimitItem, parse
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.storage import storage_from_string
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from starlette.requests import Request

log = structlog.get_logger(__name__)

_FIXED = {
    "login": "20/5minutes",
    "family_code": "5/hour",
    "family_new": "10/10minutes",
}
"""What is limited and how much, beside what the settings say."""

_WAIT_S = 0.3
"""Longest wait for the counter; then it counts as away."""

_AWAY_S = 5.0
"""A counter that is away is not asked again so soon."""


class Rates:
    """Counts per thing and per person or address.

    Args:
        requests_per_minute: for ``request``.
        redis_url: counts are shared over it when given.
    """

    def __init__(self, requests_per_minute: int, redis_url: str | None = None) -> None:
        storage = storage_from_string(f"async+{redis_url}" if redis_url else "async+memory://", **_options(redis_url))
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        allowed = {**_FIXED, "request": f"{requests_per_minute}/minute"}
        self._items: dict[str, RateLimitItem] = {what: parse(much) for what, much in allowed.items()}
        self._away = False
        self._ask_again_at = 0.0

    async def allows(self, what: str, who: str) -> bool:
        """Count one more; False when it is too much. While the counter is away, everything is allowed."""
        item = self._items[what]
        if self._away:
            now = time.monotonic()
            if now < self._ask_again_at:
                return True
            self._ask_again_at = now + _AWAY_S  # one asks; whoever comes meanwhile does not wait for it
        try:
            async with asyncio.timeout(_WAIT_S):
                allowed = await self._limiter.hit(item, what, who)
        except Exception as error:
            self._lost(error)
            return True
        if self._away:
            self._away = False
            log.info("rates_back")
        return allowed

    def _lost(self, error: Exception) -> None:
        """The counter is away; it is said once."""
        self._ask_again_at = time.monotonic() + _AWAY_S
        if not self._away:
            self._away = True
            log.error("rates_unavailable", reason=type(error).__name__)


def _options(redis_url: str | None) -> dict[str, Any]:
    if not redis_url:
        return {}
    return {
        "implementation": "redispy",
        "socket_timeout": _WAIT_S,
        "socket_connect_timeout": _WAIT_S,
        "retry": Retry(NoBackoff(), 0),
    }


def address_of(request: Request) -> str:
    """The address a request comes from. Behind a proxy on this machine, the one the proxy names."""
    return request.client.host if request.client else ""


def is_here(address: str) -> bool:
    """Whether it is this machine."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
