"""Rasa ends with the server that started it, however that ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def test_rasa_ends_with_the_server(own_server: Callable[..., Any]) -> None:
    server = own_server()
    rasa = server.rasa()
    server.process.terminate()
    server.process.wait(20)
    assert not rasa.is_running() or rasa.status() == "zombie"


def test_rasa_ends_even_when_the_server_is_killed(own_server: Callable[..., Any]) -> None:
    server = own_server()
    rasa = server.rasa()
    server.process.kill()
    server.process.wait(20)
    end = time.monotonic() + 15
    while rasa.is_running() and time.monotonic() < end:
        time.sleep(0.2)
    assert not rasa.is_running()
