"""``qiaoban …`` as people type it: a process of its own each time, which need not import everything anew.

Commands are forked from a process that has imported the libraries and nothing else, so each begins as fresh as one
started from a shell, some seconds sooner.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

_LIBRARIES = ["connectors.house", "connectors.http.app", "knowledge.training", "knowledge.importing"]
_TABLES = ["ToJyutping", "pypinyin"]
"""What takes long to import, and reads neither settings nor the terminal while it is imported."""

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(_LIBRARIES + _TABLES)

Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Files:
    """Where a command reads and writes; both outputs may be one file."""

    stdin: Path
    stdout: Path
    stderr: Path


class Forked:
    """A running command; what `subprocess.Popen` can do, as far as tests need it."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        assert process.pid is not None
        self.pid = process.pid

    def poll(self) -> int | None:
        """Its exit code, if it has ended; negative: the signal that ended it."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended.

        Raises:
            subprocess.TimeoutExpired: it had not after ``timeout`` seconds.
        """
        self._process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired("qiaoban", timeout or 0.0)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def fork(arguments: Sequence[str], environment: Mapping[str, str], cwd: Path, files: Files) -> Forked:
    """Start ``qiaoban`` with these arguments and nothing else in its environment."""
    process = _CONTEXT.Process(target=_be, args=(["qiaoban", *arguments], dict(environment), cwd, files))
    process.start()
    return Forked(process)


def qiaoban(
    *arguments: str | Path,
    settings: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    said: str = "",
    timeout_s: float = 120.0,
) -> Done:
    """Run a command to its end, with ``settings`` in the environment of the tests, and no other ``QIAOBAN_…``.

    ``said`` is what it reads from standard input, which is no terminal.

    Raises:
        subprocess.TimeoutExpired: it had not ended after ``timeout_s`` seconds.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QIAOBAN_")}
    environment |= settings or {}
    typed = [str(argument) for argument in arguments]
    with TemporaryDirectory(prefix="qiaoban-command-") as folder:
        files = Files(*(Path(folder) / name for name in ("stdin", "stdout", "stderr")))
        files.stdin.write_text(said, encoding="utf-8")
        process = fork(typed, environment, cwd or Path.cwd(), files)
        try:
            code = process.wait(timeout_s)
        finally:
            process.kill()
        out, err = (path.read_text(encoding="utf-8") for path in (files.stdout, files.stderr))
        return Done(["qiaoban", *typed], code, out, err)


def _be(command: list[str], environment: Mapping[str, str], cwd: Path, files: Files) -> None:
    """In the forked process: take its place in the world, then be the command."""
    appending = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    ours = ((files.stdin, os.O_RDONLY), (files.stdout, appending), (files.stderr, appending))
    for number, (path, mode) in enumerate(ours):
        opened = os.open(path, mode)
        os.dup2(opened, number)
        os.close(opened)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # test processes in the background ignore it
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (lasts as long as the process)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    sys.argv = command
    from connectors.cli import main

    main()
