"""``qiaoban serve``: the kiosk, the API and everything behind them."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Annotated

import typer

from connectors.cli.console import complain, err
from connectors.settings import Settings

_BACKLOG = 2048


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (default 127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port (default 8000).")] = None,
) -> None:
    """Serve the kiosk, the desk, the API and, where it is set up, WeChat, until Ctrl-C."""
    given = {k: v for k, v in {"host": host, "port": port}.items() if v is not None}
    run(Settings(**given))  # type: ignore[arg-type]


def run(settings: Settings, greeting: Callable[[], None] = lambda: None) -> None:
    """Serve with these settings until Ctrl-C; ``greeting`` is called once it is open."""
    try:
        listener = _listener(settings.host, settings.port)
    except OSError as error:
        complain(
            f"cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
            "Is another 侨伴 running? Choose another port with --port."
        )
        raise typer.Exit(1) from error
    with err.status("opening …"):
        import uvicorn

        from connectors.house import House
        from connectors.http.app import create_app
        from connectors.logs import configure

        configure(as_json=settings.log_json)
        house = House(settings)
        house.open()
        app = create_app(house)
    err.print(f"侨伴 → [bold]{settings.url}/kiosk[/bold]   (desk: {settings.url}/desk, stop: Ctrl-C)")
    greeting()
    config = uvicorn.Config(
        app, log_config=None, access_log=False, ws_max_size=1024 * 1024, timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    if not server.started:
        raise typer.Exit(1)


def _listener(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)  # who comes while it opens waits, and is not turned away
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(False)
    return listener
