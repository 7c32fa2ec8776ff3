"""Refuses request bodies that are too large, whether or not they announce their size."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectors.http.problems import problem, respond

MAX_BODY_BYTES = 64 * 1024
"""Largest body of any request of the API, in bytes; the longest text in UTF-8 fits many times."""


class _TooLargeError(Exception):
    pass


class BodyLimit:
    """ASGI middleware that answers 413 once a body exceeds ``limit`` bytes."""

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY_BYTES) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = 0
        started = exceeded = False

        async def counted() -> Message:
            nonlocal seen, exceeded
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._limit:
                exceeded = True
                raise _TooLargeError
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            if exceeded and not started:  # what the app makes of a body it could not read
                return
            started = True
            await send(message)

        try:
            if _announced(scope) > self._limit:
                raise _TooLargeError
            await self._app(scope, counted, watched)
        except _TooLargeError:
            exceeded = True
        if exceeded and not started:
            await respond(problem("body_too_large", limit=self._limit))(scope, receive, send)


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
