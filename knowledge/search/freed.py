"""Gives memory that is no longer used back to the system."""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """After much was built and let go: glibc would keep the freed pieces; other systems' libraries give them back."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
