"""Where the espeak-ng library and its data are."""

from __future__ import annotations

import ctypes.util
import os
from pathlib import Path

_LONGEST_DATA_PATH = 140
"""espeak-ng keeps the path of its data in 160 bytes."""


def library() -> str | None:
    """Path or name of the library: from the ``espeakng-loader`` wheel, else the system's; None without any."""
    try:
        import espeakng_loader

        path = espeakng_loader.get_library_path()
        if Path(path).exists():
            return str(path)
    except (ImportError, OSError):
        pass
    return ctypes.util.find_library("espeak-ng")


def data() -> str | None:
    """Folder of the wheel's data, None to let the library find the system's.

    Where that path is too long for the library, the process moves to the folder and the path is relative: only
    for a process of one's own.
    """
    try:
        import espeakng_loader

        path = str(espeakng_loader.get_data_path())
    except (ImportError, RuntimeError):
        return None
    if len(path.encode()) <= _LONGEST_DATA_PATH:
        return path
    os.chdir(Path(path).parent)
    return Path(path).name
