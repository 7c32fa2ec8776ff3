"""WeChat under load, and how fast people and agents hear of each other."""

from __future__ import annotations

import asyncio
import json
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import websockets
from rich.progress import Progress

from connectors.wechat.simulator import How, Outcome, WeChatSimulator
from tests.benchmarks.figure import Figure, percentile
from tests.benchmarks.turns import QUESTIONS
from tests.conftest import QIAOBAN, Server, serving
from tests.connectors.wechat.conftest import settings_for

CALM = 200
LOAD_PER_S = 100
LOAD_S = 20
PEOPLE = 400
"""Each writes five messages; the platform lets no more than five follow by its API."""

EXCHANGES = 30
NAME, PASSWORD = "measured", "measured-measured"


def wechat(platform: WeChatSimulator, progress: Progress) -> list[Figure]:
    """One message after another, then 100 a second."""
    person = platform.person("oCalm")
    times = []
    for number in progress.track(range(CALM), description="WeChat, one person"):
        begin = time.perf_counter()
        person.says(f"{QUESTIONS[number % len(QUESTIONS)]}？{number}").result(30)
        times.append((time.perf_counter() - begin) * 1000)
    p95 = percentile(times[20:], 0.95)
    figures = [Figure("WeChat text, webhook to passive answer, p95", f"{p95:.0f} ms", "≤ 100 ms", p95 <= 100)]
    return [*figures, *_load(platform, progress)]


def _load(platform: WeChatSimulator, progress: Progress) -> list[Figure]:
    people = [platform.person(f"oLoad{number:03}") for number in range(PEOPLE)]
    total = LOAD_PER_S * LOAD_S
    shown_before = _shown(platform)
    begin = time.perf_counter()
    sent = []
    for number in progress.track(range(total), description="WeChat, 100 messages/s"):
        while time.perf_counter() - begin < number / LOAD_PER_S:
            time.sleep(0.001)
        sent.append(people[number % PEOPLE].says(f"{QUESTIONS[number % len(QUESTIONS)]}？{number}"))
    took = time.perf_counter() - begin
    outcomes = Counter(one.result(120).outcome for one in sent)
    end = time.monotonic() + 60
    while _shown(platform) - shown_before < total and time.monotonic() < end:
        time.sleep(0.1)
    everything = time.perf_counter() - begin
    time.sleep(1)
    wrong = sum(abs(len(p.received) - total // PEOPLE) for p in people)
    passive = [r for p in people for r in p.received if r.how is How.PASSIVE]
    slow = percentile([(r.seconds or 0) * 1000 for r in passive], 0.95) if passive else 0.0
    retried = sum(len(s.answers) > 1 for s in platform.journal.sent() if s.openid.startswith("oLoad"))
    failed = total - outcomes[Outcome.REPLIED] - outcomes[Outcome.ACCEPTED]
    return [
        Figure(f"WeChat, {total} messages offered, per second", f"{total / took:.0f}", "100", total / took >= 99),
        Figure("of these not taken within 5 s", f"{failed}, {retried} asked again", "0", not failed),
        Figure("of these lost or doubled", str(wrong), "0", wrong == 0),
        Figure("of these answered in the response, p95", f"{len(passive)}, {slow:.0f} ms", "-", True),
        Figure("the last answer arrived after", f"{everything:.0f} s", f"≤ {LOAD_S + 1} s", everything <= LOAD_S + 1),
    ]


def _shown(platform: WeChatSimulator) -> int:
    return platform.counters.passive + platform.counters.service


async def desk(url: str) -> list[Figure]:
    """An agent and a person, back and forth."""
    async with httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as agent:
        me = (await agent.post("/api/desk/login", json={"name": NAME, "password": PASSWORD})).raise_for_status().json()
        headers = {"X-CSRF-Token": me["csrf"]}
        cookie = "; ".join(f"{name}={value}" for name, value in agent.cookies.items())
        address = url.replace("http", "ws")
        async with (
            websockets.connect(f"{address}/ws/desk", additional_headers={"Cookie": cookie}) as queue,
            websockets.connect(f"{address}/ws/session?session_id=measured") as person,
        ):
            await agent.post("/api/chat", json={"text": "我要搵真人", "session_id": "measured", "channel": "kiosk"})
            case = (await agent.get("/api/desk/cases")).json()["cases"][0]["id"]
            (await agent.post(f"/api/desk/cases/{case}/take", headers=headers)).raise_for_status()
            await queue.send(json.dumps({"type": "watch", "data": {"case_id": case}}))
            there, helped = [], []
            for number in range(EXCHANGES):
                begin = time.perf_counter()
                said = agent.post(f"/api/desk/cases/{case}/messages", headers=headers, json={"text": f"第{number}句"})
                sending = asyncio.create_task(said)
                await _until(person, lambda frame, n=number: frame["data"].get("text") == f"第{n}句")
                there.append((time.perf_counter() - begin) * 1000)
                (await sending).raise_for_status()
                body = {"text": QUESTIONS[number % 9], "session_id": "measured", "channel": "kiosk"}
                turn = (await agent.post("/api/chat", json=body)).json()["turn_id"]
                begin = time.perf_counter()
                await _until(
                    queue, lambda frame, t=turn: frame["type"] == "suggestions" and frame["data"]["turn_id"] == t
                )
                helped.append((time.perf_counter() - begin) * 1000)
    message, help_ = percentile(there, 0.95), percentile(helped, 0.95)
    return [
        Figure("agent's message at the person's page, p95", f"{message:.0f} ms", "≤ 300 ms", message <= 300),
        Figure("suggestions at the desk after a turn, p95", f"{help_:.0f} ms", "≤ 300 ms", help_ <= 300),
    ]


async def _until(socket: Any, wanted: Any) -> None:
    while not wanted(json.loads(await asyncio.wait_for(socket.recv(), 10))):
        pass


def _add_agent(server: Server) -> None:
    subprocess.run(
        [QIAOBAN, "desk", "add-user", NAME, "--role", "agent", "--display-name", "坐席", "--password-stdin"],
        input=f"{PASSWORD}\n".encode(),
        env={"QIAOBAN_HOME": str(server.home), "PATH": "/usr/bin:/bin"},
        cwd=server.home,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def measure(progress: Progress) -> list[Figure]:
    """Start a server and a platform, and measure both."""
    with (
        tempfile.TemporaryDirectory() as folder,
        WeChatSimulator("http://127.0.0.1:9/wechat") as platform,
        serving(Path(folder) / "home", **settings_for(platform)) as server,
    ):
        server.wait_ready()
        platform.webhook_url = f"{server.url}/wechat"
        _add_agent(server)
        return [*asyncio.run(desk(server.url)), *wechat(platform, progress)]
