"""Keeps Rasa running: starts it, watches it, and starts it again when it dies or hangs."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from pathlib import Path

import httpx
import structlog

from bot.understanding.rasa_client import READY_PATH
from bot.understanding.rasa_project import RasaProject

SECRET_VARIABLE = "QIAOBAN_RASA_SECRET"  # noqa: S105 - the variable's name, not a secret

_POLL_S = 0.25
_START_LIMIT_S = 120.0
_HEALTH_EVERY_S = 2.0
_HEALTH_FAILURES = 3
_LONGEST_PAUSE_S = 30.0
_LARGEST_LOG = 5_000_000

log = structlog.get_logger(__name__)


class RasaProcess:
    """A supervised Rasa on loopback.

    Args:
        project: the Rasa project with its trained model.
        secret: shared secret of the directive channel, given to Rasa by its environment.
        log_file: where Rasa's own output goes.
    """

    def __init__(self, project: RasaProject, secret: str, log_file: Path) -> None:
        self._project = project
        self._secret = secret
        self._log_file = log_file
        self._process: asyncio.subprocess.Process | None = None
        self._base: str | None = None
        self._started_at = ""
        self._watcher: asyncio.Task[None] | None = None
        self.starts = 0
        self.on_change: Callable[[bool], None] | None = None

    def address(self) -> str | None:
        """Rasa's base URL while it is ready, else None."""
        if self._process is None or self._process.returncode is not None:
            return None
        return self._base

    @property
    def pid(self) -> int | None:
        """The process id of the running Rasa, if there is one."""
        return self._process.pid if self._process and self._process.returncode is None else None

    def start(self) -> None:
        """Begin supervising; returns at once, Rasa is ready some seconds later."""
        self._watcher = asyncio.create_task(self._supervise(), name="rasa-supervisor")

    async def stop(self) -> None:
        """End Rasa and stop supervising."""
        if self._watcher:
            self._watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watcher
        await self._end()

    def doubt(self) -> None:
        """Take Rasa for away until it shows that it is there: it left turns unanswered."""
        if self._base is not None:
            log.warning("rasa_silent")
        self._set_base(None)

    async def _supervise(self) -> None:
        failures = 0
        while True:
            ready = False
            try:
                ready = await self._launch()
                if ready:
                    failures = 0
                    await self._watch()
            except OSError as error:
                log.error("rasa_start_failed", reason=f"{error.strerror}: {error.filename}")
            except Exception as error:
                log.error("rasa_start_failed", exc_info=error)
            finally:
                self._set_base(None)
                await self._end()
            failures += 1
            pause = 0.2 if ready else min(_LONGEST_PAUSE_S, 2.0**failures)
            log.warning("rasa_restarting", in_s=pause, starts=self.starts)
            await asyncio.sleep(pause)

    async def _launch(self) -> bool:
        port = _free_port()
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        if self._log_file.exists() and self._log_file.stat().st_size > _LARGEST_LOG:
            self._log_file.replace(self._log_file.with_name(self._log_file.name + ".1"))
        with self._log_file.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self._project.run_command(port),
                cwd=self._project.directory,
                env={**self._project.environment(), SECRET_VARIABLE: self._secret},
                stdin=asyncio.subprocess.PIPE,
                stdout=output,
                stderr=output,
            )
        self.starts += 1
        self._started_at = f"http://127.0.0.1:{port}"
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _START_LIMIT_S
        async with self._prober(1.0) as client:
            while self._process.returncode is None and loop.time() < deadline:
                state = await self._probe(client)
                if state == httpx.codes.OK:
                    self._set_base(self._started_at)
                    log.info("rasa_ready", starts=self.starts)
                    return True
                if state == httpx.codes.SERVICE_UNAVAILABLE:
                    log.error("rasa_model_unusable", remedy="qiaoban train --force")
                    return False
                await asyncio.sleep(_POLL_S)
        return False

    async def _watch(self) -> None:
        """Return when the process has died or has stopped answering."""
        assert self._process is not None  # noqa: S101 - launched just before
        failures = 0
        async with self._prober(2.0) as client:
            while failures < _HEALTH_FAILURES:
                with contextlib.suppress(asyncio.TimeoutError):
                    async with asyncio.timeout(_HEALTH_EVERY_S):
                        await self._process.wait()
                    log.warning("rasa_died", returncode=self._process.returncode)
                    return
                if await self._probe(client) == httpx.codes.OK:
                    failures = 0
                    self._set_base(self._started_at)
                else:
                    failures += 1
        log.warning("rasa_hangs")

    async def _end(self) -> None:
        process = self._process
        if process is None:
            return
        try:
            if process.returncode is None:
                process.terminate()
                async with asyncio.timeout(5.0):
                    await process.wait()
        except (TimeoutError, ProcessLookupError):
            pass
        finally:  # also when this wait is cancelled: no Rasa is left behind
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
            self._process = None
        await process.wait()

    def _prober(self, timeout_s: float) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self._secret}"}
        return httpx.AsyncClient(headers=headers, timeout=timeout_s, trust_env=False)

    async def _probe(self, client: httpx.AsyncClient) -> int | None:
        """The status with which the channel answers, None when it does not."""
        try:
            return (await client.get(self._started_at + READY_PATH)).status_code
        except httpx.HTTPError:
            return None

    def _set_base(self, base: str | None) -> None:
        changed = (base is None) != (self._base is None)
        self._base = base
        if changed and self.on_change:
            self.on_change(base is not None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
