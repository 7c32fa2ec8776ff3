"""What a person's page hears of agents: over the socket, by polling, and across two processes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets

from connectors.session_socket.socket import LiveSession, _serve
from tests.commands import qiaoban
from tests.conftest import Server, finished, serving

PASSWORD = "a-password-for-tests"


def add_agent(server: Server, **settings: str) -> None:
    added = ("desk", "add-user", "desk1", "--display-name", "一号坐席", "--password-stdin")
    done = qiaoban(*added, said=PASSWORD, settings={"QIAOBAN_HOME": str(server.home), **settings})
    assert done.returncode == 0, done.stderr


class Agent:
    """An agent with an open desk."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=20, trust_env=False)
        self._url = url

    async def __aenter__(self) -> Agent:
        me = await self._http.post("/api/desk/login", json={"name": "desk1", "password": PASSWORD})
        self._csrf = {"X-CSRF-Token": me.raise_for_status().json()["csrf"]}
        cookie = "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())
        self.socket = await websockets.connect(
            f"{self._url.replace('http', 'ws')}/ws/desk", additional_headers={"Cookie": cookie}
        )
        await self.socket.recv()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()
        await self._http.aclose()

    async def case(self, session: str) -> int:
        for _ in range(50):
            cases = (await self._http.get("/api/desk/cases")).json()["cases"]
            if cases:
                return int(cases[0]["id"])
            await asyncio.sleep(0.1)
        raise AssertionError(f"no case for {session}")

    async def do(self, case: int, what: str, **body: str) -> httpx.Response:
        return await self._http.post(f"/api/desk/cases/{case}/{what}", headers=self._csrf, json=body or None)


async def heard(socket: Any, kind: str, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    while True:
        frame = json.loads(await asyncio.wait_for(socket.recv(), 15))
        if frame["type"] == kind and wanted(frame["data"]):
            data: dict[str, Any] = frame["data"]
            return data


async def says(url: str, session: str, text: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as client:
        body = {"text": text, "session_id": session, "channel": "web"}
        reply: dict[str, Any] = (await client.post("/api/chat", json=body)).raise_for_status().json()
        return reply


async def hand_over(person_url: str, agent_url: str) -> None:
    async with Agent(agent_url) as agent:
        assert "叫职员" in (await says(person_url, "p1", "我要搵真人"))["text"]
        address = f"{person_url.replace('http', 'ws')}/ws/session?session_id=p1"
        async with websockets.connect(address) as person:
            first = await heard(person, "state", lambda s: s["state"] == "waiting")
            assert first["on_duty"] is True
            assert first["say"] is False
            case = await agent.case("p1")
            assert (await agent.do(case, "take")).status_code == 200
            joined = await heard(person, "state", lambda s: s["state"] == "held")
            assert "一号坐席" in joined["text"]
            assert joined["say"] is True
            silent = await says(person_url, "p1", "江海区边度有长者饭堂")
            assert (silent["text"], silent["speech"], silent["handoff"]) == ("", "", True)
            emergency = await says(person_url, "p1", "我老伴突然晕低咗叫唔醒")
            assert emergency["emergency"] is True
            assert "120" in emergency["text"]
            said = await agent.do(case, "messages", text="打13800138000揾我")
            assert said.status_code == 201
            message = await heard(person, "message", lambda _: True)
            assert message["text"] == "打（号码）揾我"
        async with websockets.connect(f"{address}&after={message['sequence']}") as person:
            await heard(person, "state", lambda s: s["state"] == "held")
            assert (await agent.do(case, "close")).status_code == 200
            assert "继续问我" in (await heard(person, "state", lambda s: s["state"] == "none"))["text"]
    async with httpx.AsyncClient(base_url=person_url, timeout=20, trust_env=False) as client:
        polled = (await client.get("/api/sessions/p1/messages")).json()
        assert [m["text"] for m in polled["messages"]] == ["打（号码）揾我"]
        assert polled["state"]["state"] == "none"
    assert (await says(person_url, "p1", "江海区边度有长者饭堂"))["text"] != ""


def test_an_agent_takes_over_and_the_bot_is_silent_until_it_ends(tmp_path: Path, trained: None) -> None:
    with serving(tmp_path / "home") as server:
        server.wait_ready()
        add_agent(server)
        finished(hand_over(server.url, server.url))


def test_two_processes_on_postgresql_and_redis_serve_one_conversation(
    tmp_path: Path, trained: None, postgres: Any, postgres_template: str, redis_url: str
) -> None:
    shared = {"QIAOBAN_DATABASE_URL": postgres.create(like=postgres_template), "QIAOBAN_REDIS_URL": redis_url}
    with ExitStack() as stack:
        one = stack.enter_context(serving(tmp_path / "one", **shared))
        other = stack.enter_context(serving(tmp_path / "other", rasa=False, **shared))  # only the agent is there
        one.wait_ready()
        other.wait_ready(understanding=False)
        add_agent(one, **shared)
        finished(hand_over(one.url, other.url))


@pytest.mark.parametrize("after", [-1, 2**31, 2**63, 10**400, "x"])
def test_no_message_has_such_a_number(live_server: str, after: object) -> None:
    answer = httpx.get(f"{live_server}/api/sessions/a/messages", params={"after": str(after)}, trust_env=False)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?session_id=",
        "?session_id=a%20b",
        f"?session_id={'a' * 65}",
        "?session_id=a&after=-1",
        f"?session_id=a&after={2**31}",
    ],
)
def test_a_socket_without_a_proper_session_is_refused(live_server: str, query: str) -> None:
    async def connect() -> None:
        async with websockets.connect(f"{live_server.replace('http', 'ws')}/ws/session{query}"):
            pass

    with pytest.raises(websockets.exceptions.InvalidStatus):
        finished(connect())


def test_when_one_half_of_a_socket_fails_the_other_ends() -> None:
    class Fails(LiveSession):
        ended = False

        def __init__(self) -> None:
            pass

        async def send_changes(self) -> None:
            raise LookupError

        async def until_it_leaves(self) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                self.ended = True

    async def scenario() -> bool:
        session = Fails()
        with pytest.raises(LookupError):
            await _serve(session)
        return session.ended

    assert finished(scenario())
