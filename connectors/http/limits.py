"""Refuses request bodies that are too large, and addresses that ask too often."""

from __future__ import annotations

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectors.http.problems import problem, respond
from connectors.rates import Rates, address_of, is_here

MAX_BODY_BYTES = 64 * 1024
"""Largest body of any request, in bytes; the longest text in UTF-8 fits many times."""

_TOO_LARGE = 413
_PLATFORM_PATH = "/wechat"


class BodyLimit:
    """ASGI middleware that answers 413 once a body exceeds ``limit`` bytes, announced or not.

    Counting is Starlette's; its plain refusal becomes a problem document.
    """

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY_BYTES) -> None:
        self._app = RequestBodyLimitMiddleware(app, limit)
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = False

        async def watched(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] == _TOO_LARGE:
                kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
                refused = not any(kind.startswith(b"application/problem") for kind in kinds)
            if not refused:
                await send(message)

        await self._app(scope, receive, watched)
        if refused:
            await respond(problem("body_too_large", limit=self._limit))(scope, receive, send)


class RequestRate:
    """ASGI middleware that answers 429 to an address that asks too often.

    This machine itself is not counted, nor is WeChat's platform, which comes for many people from few addresses and
    shows a signature.

    Args:
        app: the application.
        rates: where it is counted.
    """

    def __init__(self, app: ASGIApp, rates: Rates) -> None:
        self._app = app
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and scope["path"] != _PLATFORM_PATH:
            address = address_of(Request(scope))
            if not is_here(address) and not await self._rates.allows("request", address):
                await respond(problem("busy"), {"Retry-After": "60"})(scope, receive, send)
                return
        await self._app(scope, receive, send)
