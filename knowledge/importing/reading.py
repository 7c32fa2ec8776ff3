"""Reads a file in a process of its own, within limits, and gives its document."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from io import BufferedReader
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from knowledge.importing.document import Document
from knowledge.importing.formats import Format, format_of
from knowledge.importing.limits import Limits
from knowledge.importing.opening import open_regular
from knowledge.importing.refusals import DamagedError, TooLargeError, TooSlowError, refusal_named
from knowledge.importing.source import Progress

_KEPT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR")
"""What the reading process is told of our environment: no database, no keys."""
_CHARACTERS_PER = 40
"""Most characters of a line of the answer for each character that a document may have."""


def read_file(path: Path, limits: Limits | None = None, progress: Progress | None = None) -> Document:
    """The document in the file at ``path``.

    Args:
        path: an ordinary file, not a link.
        limits: the default ones when None.
        progress: told how many steps of how many are done.

    Raises:
        ImportRefusedError: it cannot be read; its kinds say why.
    """
    bounds = limits or Limits()
    with open_regular(path, bounds) as file:
        found = format_of(path.name, file)
        return _in_process(path.name, found, file, bounds, progress)


def _in_process(name: str, found: Format, file: BufferedReader, limits: Limits, progress: Progress | None) -> Document:
    file.seek(0)
    command = [sys.executable, "-P", "-m", "knowledge.importing.worker", name, found, limits.model_dump_json()]
    environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
    with subprocess.Popen(  # noqa: S603 (our own module)
        command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True,
        encoding="utf-8",
    ) as process:  # fmt: skip
        out_of_time = threading.Event()

        def end() -> None:
            out_of_time.set()
            process.kill()

        timer = threading.Timer(limits.seconds, end)
        timer.start()
        try:
            assert process.stdout is not None  # noqa: S101 (a pipe was asked for)
            answer = _answer(process.stdout, limits, progress)
            if answer is None:
                process.wait()  # it has closed its output, and is about to end
        finally:
            timer.cancel()
            process.kill()
    if answer is None:
        raise _ended(process.returncode, limits, late=out_of_time.is_set())
    return answer


def _answer(out: IO[str], limits: Limits, progress: Progress | None) -> Document | None:
    """The document, or None when the process ended without an answer."""
    longest = limits.characters * _CHARACTERS_PER
    while line := out.readline(longest):
        if not line.endswith("\n"):
            if len(line) >= longest:
                raise TooLargeError("what is in it is more than can be imported at once; split it")
            return None
        message = json.loads(line)
        if "refused" in message:
            raise refusal_named(*message["refused"])
        if "document" in message:
            return _validated(message["document"])
        if progress:
            progress(*message["progress"])
    return None


def _validated(data: object) -> Document:
    try:
        return Document.model_validate(data)
    except ValidationError as error:
        raise DamagedError("its reader broke on it; save it again in the program it is from") from error


def _ended(returncode: int, limits: Limits, *, late: bool) -> Exception:
    if late or returncode == -signal.SIGXCPU:
        longest = f"{limits.seconds} seconds"
        return TooSlowError(
            f"reading it took longer than {longest}; split it, or save it anew in the program it is from"
        )
    return DamagedError("its reader crashed on it; save it again in the program it is from")
