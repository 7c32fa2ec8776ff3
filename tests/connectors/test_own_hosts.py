"""Pages of other sites can neither talk over the voice socket nor give this machine a name of their own."""

from __future__ import annotations

import json

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


def test_a_socket_opened_by_a_foreign_page_is_refused(live_server: str) -> None:
    address = live_server.replace("http", "ws") + "/ws/voice"
    with pytest.raises(InvalidStatus) as refused:
        connect(address, origin="http://evil.example")  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403
    with connect(address, origin=live_server) as own:  # type: ignore[arg-type]
        assert json.loads(own.recv(timeout=10))["type"] == "ready"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "[::2]", "", "a]b["])
def test_a_foreign_name_is_refused_with_a_problem(live_server: str, host: str) -> None:
    response = httpx.get(f"{live_server}/healthz", headers={"Host": host}, trust_env=False)
    assert response.status_code == 400
    if response.headers["content-type"] == "application/problem+json":
        assert "QIAOBAN_ALLOWED_HOSTS" in response.json()["detail"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "LOCALHOST", "[::1]:8000"])
def test_its_own_names_are_answered(live_server: str, host: str) -> None:
    assert httpx.get(f"{live_server}/healthz", headers={"Host": host}, trust_env=False).status_code == 200
