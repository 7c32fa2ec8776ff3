"""Speech that nobody waits for does not keep others waiting, and no text makes sound without end."""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

import httpx


def test_who_hangs_up_does_not_hold_up_the_next(live_server: str) -> None:
    long = "江海区长者饭堂好多人食饭。" * 150

    def hang_up(number: int) -> None:
        body = {"text": f"{number}{long}"[:2000]}
        with contextlib.suppress(httpx.TimeoutException):
            httpx.post(f"{live_server}/api/speech", json=body, timeout=0.3, trust_env=False)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(hang_up, range(40)))
    end = time.monotonic() + 12
    while True:
        response = httpx.post(f"{live_server}/api/speech", json={"text": "食饭喇"}, timeout=15, trust_env=False)
        if response.status_code == 200 or time.monotonic() > end:
            break
        assert response.status_code == 429
        time.sleep(0.5)
    assert response.status_code == 200
    assert response.content[:4] == b"RIFF"


def test_a_text_that_swells_when_read_makes_no_endless_sound(live_server: str) -> None:
    response = httpx.post(f"{live_server}/api/speech", json={"text": "\ufdfa" * 2000}, timeout=120, trust_env=False)
    assert response.status_code in (200, 422)
    assert len(response.content) < 300 * 22_050 * 2
