"""A running server follows what staff edit on the command line, and fails nobody meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from knowledge.item import Item
from knowledge.loading import default_items_directory, load_items
from knowledge.writing import to_yaml
from tests.commands import qiaoban
from tests.conftest import Server, finished, serving

pytestmark = pytest.mark.alone

CLIENTS = 50
PAUSE_S = 3.0
"""Between what one person asks and asks next: together they leave a small machine some air."""

SEEN_S = 2.0
"""An edit is told to people this long after the command that made it has ended, at the latest."""

ITEM = "contact-12356"
ASKED = "12356是什么电话"


@pytest.fixture
def server(tmp_path: Path, empty_database_url: str) -> Iterator[Server]:
    with serving(tmp_path / "home", rasa=False, QIAOBAN_DATABASE_URL=empty_database_url) as running:
        running.wait_ready(understanding=False)
        yield running


@pytest.fixture
def item() -> Item:
    return next(item for item in load_items(default_items_directory()) if item.id == ITEM)


class Clients:
    """People who ask all the time, each by search and by chat in turn."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self.answered = 0
        self.failures: list[str] = []

    async def first(self) -> dict[str, Any]:
        """The item that is found first now; empty when none is."""
        answer = await self._http.get("/api/knowledge/search", params={"q": ASKED, "limit": 1})
        self._note(answer)
        return next(iter(answer.json()["results"]), {})

    async def ask_on(self, number: int) -> None:
        """One person; ends when cancelled."""
        await asyncio.sleep(PAUSE_S * number / CLIENTS)
        while True:
            await self.first()
            await asyncio.sleep(PAUSE_S)
            reply = await self._http.post("/api/chat", json={"text": ASKED, "session_id": f"person-{number}"})
            self._note(reply)
            if "memory" in reply.json()["degraded"]:
                self.failures.append(reply.text)
            await asyncio.sleep(PAUSE_S)

    def _note(self, answer: httpx.Response) -> None:
        self.answered += answer.is_success
        if not answer.is_success:
            self.failures.append(f"{answer.status_code} {answer.text}")


@asynccontextmanager
async def asking(url: str) -> AsyncIterator[Clients]:
    """All of them ask while the block lasts; what they cannot do ends it."""
    limits = httpx.Limits(max_connections=CLIENTS + 1, keepalive_expiry=1.0)  # the server ends idle ones after five
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False, limits=limits) as http:
        clients = Clients(http)
        async with asyncio.TaskGroup() as tasks:
            people = [tasks.create_task(clients.ask_on(number)) for number in range(CLIENTS)]
            yield clients
            for person in people:
                person.cancel()


async def knowledge(server: Server, url: str, *arguments: str) -> None:
    """`qiaoban knowledge …` beside the running server."""
    ours = {"QIAOBAN_HOME": str(server.home), "QIAOBAN_DATABASE_URL": url}
    done = await asyncio.to_thread(qiaoban, "knowledge", *arguments, settings=ours)
    assert done.returncode == 0, done.stderr


async def seen(happened: Callable[[], Awaitable[bool]]) -> float:
    """Seconds until it had happened."""
    began = time.monotonic()
    while not await happened():
        assert time.monotonic() - began < 10 * SEEN_S, "it was not seen"
        await asyncio.sleep(0.05)
    return time.monotonic() - began


def test_edits_are_told_within_two_seconds_and_nobody_is_failed(
    server: Server, empty_database_url: str, item: Item, tmp_path: Path
) -> None:
    words = "呢句係啱啱改嘅。"
    edited = item.model_copy(update={"answer": item.answer.model_copy(update={"yue": words})})
    file = tmp_path / "edited.yaml"
    file.write_text(to_yaml([edited]), encoding="utf-8")

    async def story() -> dict[str, float]:
        took = {}
        async with asking(server.url) as clients:
            assert (await clients.first())["id"] == ITEM
            await knowledge(server, empty_database_url, "edit", ITEM, "--file", str(file))

            async def reworded() -> bool:
                return bool((await clients.first())["answer"]["yue"] == words)

            took["edit"] = await seen(reworded)
            await knowledge(server, empty_database_url, "withdraw", ITEM, "--why", "test")

            async def gone() -> bool:
                return (await clients.first()).get("id") != ITEM

            took["withdraw"] = await seen(gone)
            await knowledge(server, empty_database_url, "publish", ITEM)

            async def back() -> bool:
                return (await clients.first()).get("id") == ITEM

            took["publish"] = await seen(back)
            while clients.answered <= CLIENTS:  # noqa: ASYNC110 (the clients count by themselves)
                await asyncio.sleep(0.1)
        assert clients.failures == []
        assert clients.answered > CLIENTS
        return took

    took = finished(story())
    print(took)
    assert max(took.values()) < SEEN_S, took
