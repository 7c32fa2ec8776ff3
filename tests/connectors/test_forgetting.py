"""A visit that ended is gone from the server too."""

from __future__ import annotations

from typing import Any

import httpx

from tests.conftest import conversations


def test_a_session_is_deleted_with_all_its_turns(server: Any) -> None:
    with (
        conversations(f"sqlite:///{server.home / 'qiaoban.db'}") as store,
        httpx.Client(base_url=server.url, timeout=20, trust_env=False) as client,
    ):
        for text in ("江海区边度有长者饭堂", "唔该"):
            client.post("/api/chat", json={"text": text, "session_id": "leaves"}).raise_for_status()
        assert len(store.turns("leaves")) == 2
        assert client.delete("/api/sessions/leaves").status_code == 204
        assert store.turns("leaves") == []
        assert client.delete("/api/sessions/leaves").status_code == 204
        assert client.delete("/api/sessions/bad%20id").status_code == 422
