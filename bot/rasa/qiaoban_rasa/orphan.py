"""Ends this process when whoever started it is gone."""

from __future__ import annotations

import os
import signal
import stat
import threading


def end_with_starter() -> None:
    """End when standard input closes, if a supervisor holds its other end (a pipe or a socket).

    With a terminal, a file or /dev/null as standard input nothing is watched.
    """
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        threading.Thread(target=_wait, name="orphan-watch", daemon=True).start()


def _wait() -> None:
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    os.kill(os.getpid(), signal.SIGTERM)
