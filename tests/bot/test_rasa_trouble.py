"""A Rasa that hangs, has no usable model, or talks nonsense: noticed, said, and got over."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
import structlog
from structlog.testing import LogCapture
from structlog.typing import EventDict

from bot.turn import Turn
from bot.understanding import UnderstandingUnavailableError, rasa_process
from bot.understanding.rasa_client import RasaUnderstander
from bot.understanding.rasa_process import RasaProcess
from bot.understanding.rasa_project import RasaProject
from tests.conftest import ROOT, finished

PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
TURN = Turn(session_id="s", text="江海区边度有长者饭堂")


async def until(true: Callable[[], bool], seconds: float) -> bool:
    for _ in range(round(seconds * 10)):
        if true():
            return True
        await asyncio.sleep(0.1)
    return true()


@asynccontextmanager
async def running(process: RasaProcess) -> AsyncIterator[None]:
    process.start()
    try:
        yield
    finally:
        await process.stop()


def test_a_rasa_that_hangs_is_left_alone_and_asked_again_when_it_wakes(trained: None, tmp_path: Path) -> None:
    process = RasaProcess(RasaProject(PYTHON, ROOT / "var" / "models" / "rasa"), "secret" * 4, tmp_path / "log")
    client = RasaUnderstander(process.address, "secret" * 4, timeout_s=0.5, on_silence=process.doubt)

    async def story() -> None:
        async with running(process):
            assert await until(lambda: client.available, 60)
            assert (await client.understand(TURN)).directive.do == "find_canteen"
            assert process.pid is not None
            rasa = psutil.Process(process.pid)
            rasa.send_signal(signal.SIGSTOP)
            for _ in range(2):
                with pytest.raises(UnderstandingUnavailableError):
                    await client.understand(TURN)
            assert not client.available
            rasa.send_signal(signal.SIGCONT)
            assert await until(lambda: client.available, 15)
            assert process.starts == 1
            await client.understand(TURN)
            rasa.send_signal(signal.SIGSTOP)
        assert not rasa.is_running() or rasa.status() == psutil.STATUS_ZOMBIE
        await client.aclose()

    finished(story())


def test_a_rasa_without_a_usable_model_is_not_taken_for_ready(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "qiaoban.tar.gz").write_bytes(b"no model")
    process = RasaProcess(RasaProject(PYTHON, tmp_path / "models"), "secret" * 4, tmp_path / "log")

    async def story() -> None:
        async with running(process):
            assert await until(lambda: process.starts >= 2, 90)
            assert process.address() is None

    finished(story())


@pytest.mark.parametrize(
    "answer",
    [
        b"no json",
        b"[]",
        b'{"directives": []}',
        b'{"directives": [{"topic": "canteen"}]}',
        b'{"directives": [{"do": "answer", "topic": "nonsense"}]}',
        b'{"directives": [{"do": "answer", "slots": ["a"]}]}',
        b'{"directives": [{"do": 3}]}',
        json.dumps({"directives": [{"do": "answer"}], "intent": {"confidence": "much"}}).encode(),
    ],
)
def test_an_answer_that_makes_no_sense_counts_as_none(answer: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(answer) + answer)
        await writer.drain()
        writer.close()

    async def story() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        client = RasaUnderstander(lambda: f"http://127.0.0.1:{port}", "x")
        with pytest.raises(UnderstandingUnavailableError):
            await client.understand(TURN)
        await client.aclose()
        server.close()

    finished(story(), 10)


def test_a_log_file_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "log").write_text("a file where a folder should be", encoding="utf-8")
    process = RasaProcess(RasaProject(PYTHON, tmp_path), "secret" * 4, tmp_path / "log" / "rasa.log")
    logged = LogCapture()
    monkeypatch.setattr(rasa_process, "log", structlog.wrap_logger(structlog.ReturnLogger(), processors=[logged]))

    def failed() -> EventDict | None:
        return next((line for line in logged.entries if line["event"] == "rasa_start_failed"), None)

    async def start() -> bool:
        async with running(process):
            return await until(lambda: failed() is not None, 5)

    assert asyncio.run(start())
    assert (failed() or {})["reason"] == f"File exists: {tmp_path / 'log'}"
