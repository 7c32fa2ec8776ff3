"""A supervised helper process for libraries that may hang, crash or must not be shared by threads.

The parent holds a `Worker`; the child runs ``python -m voice.worker module:function``. ``function()`` opens the
library and gives a handler; each request is a JSON object, each answer a JSON object and some bytes.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

Answer = tuple[dict[str, Any], bytes]
Handler = Callable[[dict[str, Any]], Answer]

_HEADER = struct.Struct(">II")
_START_LIMIT_S = 60.0
_STOP_LIMIT_S = 2.0


class WorkerError(RuntimeError):
    """The request failed in the worker, the worker died twice over it, or it took too long."""


class _DiedError(Exception):
    pass


class Worker:
    """One child process that answers one request at a time; safe to call from many threads.

    The child starts with the first call. When it dies during a request it is started again and the request is
    repeated once; when a request takes too long it is killed, and the next call starts a new one.
    """

    def __init__(self, target: str, *, timeout_s: float = 10.0) -> None:
        """Args are ``module:function`` of the child's opener and the time limit of a request in seconds."""
        self._target = target
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[Answer | None] = queue.Queue()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Process id of the child, None while there is none."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def call(self, request: dict[str, Any]) -> Answer:
        """Send a request and wait for its answer.

        Raises:
            WorkerError: the handler raised, the child cannot start or died twice, or time ran out.
        """
        with self._lock:
            if self._closed:
                raise WorkerError("the worker is closed")
            try:
                return self._ask(request)
            except _DiedError:
                self._stop()
            try:
                return self._ask(request)
            except _DiedError:
                self._stop()
                raise WorkerError("the speech process ended twice over the same request") from None

    def close(self) -> None:
        """End the child. Further calls raise `WorkerError`."""
        with self._lock:
            self._closed = True
            self._stop()

    def _ask(self, request: dict[str, Any]) -> Answer:
        process = self._process
        if process is None or process.poll() is not None:
            self._stop()
            process = self._start()
        try:
            assert process.stdin  # noqa: S101
            _write(process.stdin, request, b"")
        except OSError as error:
            raise _DiedError from error
        return self._wait(self._timeout_s)

    def _start(self) -> subprocess.Popen[bytes]:
        root = str(Path(__file__).resolve().parent.parent)
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", "voice.worker", self._target],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        self._process, self._answers = process, queue.Queue()
        threading.Thread(target=_read_all, args=(process, self._answers), daemon=True).start()
        self._wait(_START_LIMIT_S)
        return process

    def _wait(self, limit_s: float) -> Answer:
        try:
            answer = self._answers.get(timeout=limit_s)
        except queue.Empty:
            self._stop()
            raise WorkerError(f"no answer from the speech process within {limit_s:g} s") from None
        if answer is None:
            raise _DiedError
        if problem := answer[0].get("error"):
            raise WorkerError(str(problem))
        return answer

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_LIMIT_S)
        if process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()


def _read_all(process: subprocess.Popen[bytes], answers: queue.Queue[Answer | None]) -> None:
    assert process.stdout  # noqa: S101
    with process.stdout as stream:
        while (answer := _read(stream)) is not None:
            answers.put(answer)
    answers.put(None)


def _write(stream: IO[bytes], head: dict[str, Any], body: bytes) -> None:
    encoded = json.dumps(head).encode()
    stream.write(_HEADER.pack(len(encoded), len(body)) + encoded + body)
    stream.flush()


def _read(stream: IO[bytes]) -> Answer | None:
    try:
        sizes = stream.read(_HEADER.size)
        if len(sizes) < _HEADER.size:
            return None
        head_size, body_size = _HEADER.unpack(sizes)
        head, body = stream.read(head_size), stream.read(body_size)
    except (OSError, ValueError):
        return None
    if len(head) < head_size or len(body) < body_size:
        return None
    return json.loads(head), body


def _serve(target: str) -> None:
    """Answer requests from stdin until it ends; what libraries print goes nowhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    requests: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_take, args=(requests,), daemon=True).start()
    module, _, name = target.partition(":")
    try:
        handle: Handler = getattr(importlib.import_module(module), name)()
    except Exception as error:
        _write(answers, {"error": f"{type(error).__name__}: {error}"}, b"")
        return
    _write(answers, {"ready": True}, b"")
    while True:
        try:
            head, body = handle(requests.get())
        except Exception as error:
            head, body = {"error": f"{type(error).__name__}: {error}"}, b""
        _write(answers, head, body)


def _take(requests: queue.Queue[dict[str, Any]]) -> None:
    """Queue requests; when the parent is gone, end at once even if a library hangs."""
    while (request := _read(sys.stdin.buffer)) is not None:
        requests.put(request[0])
    os._exit(0)


if __name__ == "__main__":
    _serve(sys.argv[1])
