"""What was missed while the bus was away is seen as soon as it says so, not only when it is time to look."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from bot.handover import Agent
from connectors.bus import LOOK_AGAIN
from connectors.session_socket import socket as session_socket
from tests.conftest import finished
from tests.connectors.desk.office import Office, open_office

SOON_S = 4.0


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path)
    opened.hire("desk1", display_name="一号坐席")
    opened.watchers = 0  # type: ignore[attr-defined]
    opened.app.include_router(session_socket.router)
    yield opened
    opened.database.close()


def test_a_persons_page_shows_what_an_agent_wrote_meanwhile(office: Office) -> None:
    async def work() -> None:
        async with office.live():
            case, agent = await office.case(), Agent("desk1", "一号坐席")
            office.cases.take(case.id, agent)
            async with connect(office.url.replace("desk", "session?session_id=s"), proxy=None) as page:
                assert json.loads(await page.recv())["data"]["state"] == "held"
                await asyncio.sleep(0.3)
                office.messages.say(case.id, agent, "您好", None)
                await office.bus.publish([LOOK_AGAIN])
                async with asyncio.timeout(SOON_S):
                    while json.loads(await page.recv())["type"] != "message":
                        pass

    finished(work())


def test_a_desk_shows_what_happened_meanwhile(office: Office) -> None:
    async def work() -> None:
        async with office.live(), office.window(await office.signed_in("desk1")) as window:
            case = await office.case()
            await window.next("queue", lambda data: data["cases"])
            office.cases.take(case.id, Agent("desk1", "一号坐席"))
            await office.bus.publish([LOOK_AGAIN])
            await window.next("queue", lambda data: data["cases"][0]["state"] == "held", within_s=SOON_S)

    finished(work())
