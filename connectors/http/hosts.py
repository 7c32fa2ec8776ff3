"""Answers only under its own names, and talks over sockets only with its own pages."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from connectors.http.problems import problem, respond

ANY = "*"
_POLICY_VIOLATION = 1008


class OwnHosts:
    """ASGI middleware against pages of other sites.

    A browser lets any page open a WebSocket to this machine, and a page can give this machine a name of its own
    (DNS rebinding). So the name asked for must be one of ``hosts``, and a socket's ``Origin``, which only browsers
    send, must be the name asked for.

    Args:
        app: the application.
        hosts: names or addresses without port; ``*`` allows any.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(h.lower() for h in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes under an own name; refuse the rest."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        allowed = ANY in self._hosts or _name(host) in self._hosts
        if scope["type"] == "websocket":
            origin = headers.get("origin")
            if not allowed or (origin is not None and urlsplit(origin).netloc.lower() != host.lower()):
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
                return
        elif not allowed:
            await respond(problem("unknown_host"))(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _name(host: str) -> str:
    """The name in a Host header, without its port and without the brackets of an IPv6 address."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
