"""``qiaoban …`` as people type it: a process of its own each time, which need not import everything anew.

Commands are forked from a process that has imported the libraries and nothing else, so each begins as fresh as one
started from a shell, some seconds sooner.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

_LIBRARIES = ["connectors.house", "knowledge.training", "knowledge.importing", "rich.progress", "typer.rich_utils"]
"""What takes long to import, and reads neither settings nor the terminal while it is imported."""

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(_LIBRARIES)

Done = subprocess.CompletedProcess[str]


def qiaoban(
    *arguments: str | Path,
    cwd: Path | None = None,
    said: str = "",
    timeout_s: float = 120.0,
    **settings: str,
) -> Done:
    """Run a command, in the environment of the tests with ``settings`` in it and no other ``QIAOBAN_…``.

    ``said`` is what it reads from standard input, which is no terminal.

    Raises:
        TimeoutError: it had not ended after ``timeout_s`` seconds.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QIAOBAN_")} | settings
    command = ["qiaoban", *map(str, arguments)]
    with TemporaryDirectory(prefix="qiaoban-command-") as folder:
        (Path(folder) / "stdin").write_text(said, encoding="utf-8")
        process = _CONTEXT.Process(target=_run, args=(command, environment, cwd or Path.cwd(), Path(folder)))
        process.start()
        process.join(timeout_s)
        if process.is_alive():
            process.kill()
            process.join()
            raise TimeoutError(f"{command} had not ended after {timeout_s} s")
        out, err = ((Path(folder) / name).read_text(encoding="utf-8") for name in ("stdout", "stderr"))
        assert process.exitcode is not None
        return Done(command, process.exitcode, out, err)


def _run(command: list[str], environment: Mapping[str, str], cwd: Path, folder: Path) -> None:
    """In the forked process: take its place in the world, then be the command."""
    for number, name, mode in ((0, "stdin", os.O_RDONLY), (1, "stdout", os.O_WRONLY), (2, "stderr", os.O_WRONLY)):
        opened = os.open(folder / name, mode | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (lasts as long as the process)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    sys.argv = command
    from connectors.cli import main

    main()
