"""The two dialects this package knows."""

from __future__ import annotations

from typing import Literal

Dialect = Literal["yue", "cmn"]
"""ISO 639-3: ``yue`` is Cantonese, ``cmn`` is Mandarin."""

DIALECTS: tuple[Dialect, ...] = ("yue", "cmn")
