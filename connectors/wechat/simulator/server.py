"""The platform's HTTP server on loopback, which can go down and come up again."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

HOST = "127.0.0.1"
_CALL = (b"GET /cgi-bin/", b"POST /cgi-bin/")
_GRACE_S = 1


class Server:
    """Serves an application on one port.

    Args:
        app: the application.
        port: the port; 0 takes a free one at the first start and keeps it.
        drops: asked for each call of the API before it is read; True closes its connection.
    """

    def __init__(self, app: FastAPI, port: int, drops: Callable[[], bool]) -> None:
        self._app = app
        self.port = port
        self._protocol = _dropping(drops)
        self._serving: tuple[uvicorn.Server, asyncio.Task[None]] | None = None

    async def up(self) -> None:
        """Listen.

        Raises:
            OSError: the port is taken.
        """
        if self._serving is not None:
            return
        listener = socket.create_server((HOST, self.port))
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._app,
            http=self._protocol,
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=_GRACE_S,
        )
        server = uvicorn.Server(config)
        self._serving = server, asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:  # noqa: ASYNC110 - uvicorn has only this flag
            await asyncio.sleep(0.005)

    async def down(self) -> None:
        """Close the port and every connection."""
        if self._serving is None:
            return
        (server, task), self._serving = self._serving, None
        server.should_exit = True
        await task


def _dropping(drops: Callable[[], bool]) -> type[H11Protocol]:
    class Dropping(H11Protocol):
        """Closes a connection instead of reading a call from it."""

        def data_received(self, data: bytes) -> None:
            if data.startswith(_CALL) and drops():
                self.transport.abort()
                return
            super().data_received(data)

    return Dropping
