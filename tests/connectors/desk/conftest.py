"""The agents' page in a real Chromium, with a server that only pretends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from connectors.desk import page as desk_page
from connectors.http.headers import SecurityHeaders
from tests.connectors.desk.pretend import PretendDesk
from tests.connectors.kiosk.pages import watch

OpenDesk = Callable[..., tuple[Page, PretendDesk]]


@pytest.fixture(scope="session")
def page_server() -> Iterator[str]:
    """Serves the page's files, with the security headers of the real server, and nothing else."""
    app = FastAPI()
    app.add_middleware(SecurityHeaders)
    desk_page.mount(app)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < end, "the page's server does not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def open_desk(chromium: Browser, page_server: str, complaints: list[str]) -> Iterator[OpenDesk]:
    """Opens the page, signed in unless ``signed`` is False; afterwards no script may have failed."""
    with ExitStack() as stack:

        def open_it(
            desk: PretendDesk | None = None, *, signed: bool = True, script: str = "", **options: Any
        ) -> tuple[Page, PretendDesk]:
            options.setdefault("viewport", {"width": 1366, "height": 768})
            context = chromium.new_context(**options)
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(10_000)
            watch(page, complaints)
            if script:
                page.add_init_script(script)
            desk = desk or PretendDesk()
            desk.signed = signed
            desk.attach(page)
            page.goto(f"{page_server}/desk")
            if signed:
                expect(page.locator("#connection")).to_have_text("已连接")
            return page, desk

        yield open_it
