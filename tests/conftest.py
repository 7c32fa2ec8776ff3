"""The real server, shared by every test that needs it."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn, TypeVar

import httpx
import psutil
import pytest
from filelock import FileLock

from bot.memory import ConversationStore, Database
from tests.commands import Files, Forked, fork, qiaoban

T = TypeVar("T")

pytest_plugins = ["tests.servers"]

ROOT = Path(__file__).resolve().parent.parent
QIAOBAN = ROOT / ".venv" / "bin" / "qiaoban"


def missing_tool(what: str) -> NoReturn:
    """Skip what cannot be tried here; where nothing may be missing (``CI`` is set), fail."""
    if os.environ.get("CI"):
        pytest.fail(f"needs {what}")
    pytest.skip(f"needs {what}")


@contextmanager
def conversations(url: str) -> Iterator[ConversationStore]:
    """The conversations in a database while the block lasts, e.g. in that of a running server."""
    database = Database(url)
    try:
        yield ConversationStore(database)
    finally:
        database.close()


@dataclass
class Server:
    """A running `qiaoban serve`."""

    url: str
    process: subprocess.Popen[bytes] | Forked
    home: Path

    def rasa(self) -> psutil.Process | None:
        """The Rasa child process, if it runs now."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if "rasa" in child.cmdline() and "run" in child.cmdline():
                    return child
            except psutil.NoSuchProcess:
                continue
        return None

    def wait_ready(self, limit_s: float = 120.0, *, understanding: bool = True) -> None:
        """Wait until it answers (and Rasa with it)."""
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError((self.home / "server.log").read_text())
            try:
                state = httpx.get(f"{self.url}/readyz", timeout=2, trust_env=False).json()
                if state["ready"] and (state["parts"]["understanding"] or not understanding):
                    return
            except (httpx.HTTPError, ValueError):
                pass
            time.sleep(0.1)
        raise TimeoutError((self.home / "server.log").read_text())


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(home: Path, *, rasa: bool = True, **settings: str) -> Iterator[Server]:
    """Run `qiaoban serve` with a database of its own and the trained models of the checkout."""
    home.mkdir(parents=True, exist_ok=True)
    models = home / "models"
    if not models.exists():
        models.mkdir()
        for part in ("knowledge", "rasa"):
            (models / part).symlink_to(ROOT / "var" / "models" / part)
    port = int(settings.get("QIAOBAN_PORT") or free_port())
    env = {k: v for k, v in os.environ.items() if not k.startswith("QIAOBAN_")}
    env |= {"QIAOBAN_HOME": str(home), "QIAOBAN_PORT": str(port), "QIAOBAN_RASA": str(rasa).lower(), **settings}
    process = _as_operators_start_it(home, env) if rasa else _forked(home, env)
    server = Server(f"http://127.0.0.1:{port}", process, home)
    try:
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _as_operators_start_it(home: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    with (home / "server.log").open("wb") as log:
        return subprocess.Popen([QIAOBAN, "serve"], cwd=home, env=env, stdout=log, stderr=log)


def _forked(home: Path, env: dict[str, str]) -> Forked:
    log = home / "server.log"
    log.unlink(missing_ok=True)
    return fork(["serve"], env, home, Files(Path(os.devnull), log, log))


@pytest.fixture(scope="session")
def trained() -> None:
    """The search encoder and the Rasa model, trained if something changed (`make test` has done it)."""
    with FileLock(ROOT / "var" / "training.lock"):  # tests may run in several processes
        done = qiaoban("train", cwd=ROOT, timeout_s=1800)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, trained: None) -> Iterator[Server]:
    """One server with Rasa for all tests that do not harm it."""
    with serving(tmp_path_factory.mktemp("server")) as running:
        running.wait_ready()
        yield running


@pytest.fixture(scope="session")
def live_server(server: Server) -> str:
    """Base URL of the shared server."""
    return server.url


@pytest.fixture(scope="session")
def toy_vosk() -> ModuleType:
    """The script that builds a toy Vosk model and sound it recognises."""
    if shutil.which("fstcompile") is None:
        missing_tool("fstcompile (package libfst-tools)")
    spec = importlib.util.spec_from_file_location("toy_vosk", ROOT / "tests" / "voice" / "toy_vosk.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def server_with_toy_model(
    tmp_path_factory: pytest.TempPathFactory, trained: None, toy_vosk: ModuleType
) -> Iterator[Server]:
    """A server that can hear the toy model's words as Mandarin; search alone answers."""
    model = tmp_path_factory.mktemp("toy") / "model"
    toy_vosk.build_toy_model(model)
    with serving(tmp_path_factory.mktemp("hearing"), rasa=False, QIAOBAN_VOSK_MODEL=str(model)) as running:
        running.wait_ready(understanding=False)
        yield running


@pytest.fixture(scope="session")
def live_server_with_toy_model(server_with_toy_model: Server) -> str:
    """Base URL of the server that can hear."""
    return server_with_toy_model.url


@pytest.fixture
def own_server(tmp_path: Path, trained: None) -> Iterator[Callable[..., Server]]:
    """Starts servers that a test may harm; they end with the test."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def start(*, rasa: bool = True, wait: bool = True, **settings: str) -> Server:
            running = stack.enter_context(serving(tmp_path / "home", rasa=rasa, **settings))
            if wait:
                running.wait_ready(understanding=rasa)
            return running

        yield start


def finished(work: Coroutine[Any, Any, T], limit_s: float = 120.0) -> T:
    """What ``work`` gives, in an event loop of its own: browser tests leave one running in the main thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asyncio.wait_for(work, limit_s)).result()
