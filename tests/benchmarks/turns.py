"""Whole turns, throughput, start-up and memory of a real server on this machine."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
from rich.progress import Progress

from tests.benchmarks.figure import Figure, percentile
from tests.conftest import serving

QUESTIONS = (
    "江海区边度有长者饭堂",
    "高龄津贴几多钱",
    "养老金资格认证怎么办",
    "我老豆行唔郁，有冇人上门帮手",
    "派出所打电话让我把钱转到安全账户",
    "消费券还有没有",
    "想学用智能手机去边度学",
    "家里想装扶手有补贴吗",
    "香港长者医疗券喺江门用得唔得",
    "多谢晒",
)
TURNS = 300
CLIENTS = 32
THROUGHPUT_S = 15.0
SPEECHES = 20


def single_client(url: str, progress: Progress) -> list[Figure]:
    """One client, one turn after another, a new session every ten turns."""
    times: list[float] = []
    with httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        for number in progress.track(range(TURNS + 30), description="one client"):
            body = {"text": QUESTIONS[number % len(QUESTIONS)], "session_id": f"b{number // 10}"}
            start = time.perf_counter()
            response = client.post("/api/chat", json=body)
            spent = (time.perf_counter() - start) * 1000
            response.raise_for_status()
            if number >= 30:
                times.append(spent)
    p50, p95 = statistics.median(times), percentile(times, 0.95)
    return [
        Figure("whole turn, warm, 1 client, p50", f"{p50:.1f} ms", "≤ 25 ms", p50 <= 25),
        Figure("whole turn, warm, 1 client, p95", f"{p95:.1f} ms", "≤ 60 ms", p95 <= 60),
    ]


async def _throughput(url: str) -> tuple[int, int]:
    answered = failed = 0
    end = time.perf_counter() + THROUGHPUT_S
    limits = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    async with httpx.AsyncClient(base_url=url, timeout=20, trust_env=False, limits=limits) as client:

        async def one(client_number: int) -> None:
            nonlocal answered, failed
            number = client_number
            while time.perf_counter() < end:
                body = {"text": QUESTIONS[number % len(QUESTIONS)], "session_id": f"c{client_number}-{number // 10}"}
                number += 1
                try:
                    reply = (await client.post("/api/chat", json=body)).raise_for_status().json()
                    answered += 1
                    failed += bool(reply["degraded"])
                except httpx.HTTPError:
                    failed += 1

        await asyncio.gather(*(one(n) for n in range(CLIENTS)))
    return answered, failed


def many_clients(url: str) -> list[Figure]:
    """32 clients for 15 s; a degraded turn counts as failed."""
    answered, failed = asyncio.run(_throughput(url))
    rate = answered / THROUGHPUT_S
    return [
        Figure(f"turns per second, {CLIENTS} clients", f"{rate:.0f}", "≥ 100 (later target)", rate >= 100),
        Figure("of these failed or degraded", str(failed), "0", failed == 0),
    ]


def speech(url: str) -> Figure:
    """Time to the whole WAV of a short answer, cache cold for each text."""
    times = []
    with httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        client.post("/api/speech", json={"text": "热身", "dialect": "yue"})
        for number in range(SPEECHES):
            text = f"长者{number + 5}蚊一餐，两荤两素。"
            start = time.perf_counter()
            client.post("/api/speech", json={"text": text, "dialect": "yue"}).raise_for_status()
            times.append((time.perf_counter() - start) * 1000)
    p95 = percentile(times, 0.95)
    return Figure("a sentence to sound, p95", f"{p95:.0f} ms", "≤ 300 ms", p95 <= 300)


def memory(process: psutil.Process) -> Figure:
    """Resident memory of the server and all its children, shared pages counted once (PSS)."""
    total = 0
    for part in [process, *process.children(recursive=True)]:
        info: Any = part.memory_full_info()
        total += getattr(info, "pss", info.rss)
    gigabytes = total / 1024**3
    return Figure("memory, everything running", f"{gigabytes:.2f} GB", "≤ 2.5 GB", gigabytes <= 2.5)


def measure(progress: Progress) -> list[Figure]:
    """Start a server and measure it."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        with serving(Path(folder) / "home") as server:
            server.wait_ready()
            seconds = time.perf_counter() - started
            figures.append(Figure("warm start to ready", f"{seconds:.1f} s", "≤ 20 s", seconds <= 20))
            figures += single_client(server.url, progress)
            figures += many_clients(server.url)
            figures.append(speech(server.url))
            figures.append(memory(psutil.Process(server.process.pid)))
    return figures
