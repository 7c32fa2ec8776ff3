"""Gives memory that is no longer used back to the system."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """After much was built and let go: glibc would keep the freed pieces. Elsewhere it does nothing."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
