"""How often something may be done in a while: counted by the ``limits`` library, in this process or in Redis."""

from __future__ import annotations

from ipaddress import ip_address

import structlog
from limits import RateLimitItem, parse
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.storage import storage_from_string
from starlette.requests import Request

log = structlog.get_logger(__name__)

_FIXED = {
    "login": "20/5minutes",
    "family_code": "5/hour",
    "family_new": "10/10minutes",
}
"""What is limited and how much, beside what the settings say."""


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

    async def allows(self, what: str, who: str) -> bool:
        """Count one more; False when it is too much. When the counter is away, everything is allowed."""
        try:
            return await self._limiter.hit(self._items[what], what, who)
        except KeyError:
            raise
        except Exception as error:
            log.error("rates_unavailable", reason=type(error).__name__)
            return True


def _options(redis_url: str | None) -> dict[str, str]:
    return {"implementation": "redispy"} if redis_url else {}


def address_of(request: Request) -> str:
    """The address a request comes from. Behind a proxy on this machine, the one the proxy names."""
    return request.client.host if request.client else ""


def is_here(address: str) -> bool:
    """Whether it is this machine."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
