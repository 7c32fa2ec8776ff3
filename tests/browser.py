"""The browser that the tests and the screenshots drive."""

from __future__ import annotations

import shutil

from tests.conftest import missing_tool

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The shell draws pages as Chromium does, without the windows and menus that nobody sees; it comes first."""


def find() -> str | None:
    """Where it is; None where there is none."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def executable() -> str:
    """Where it is; a test that needs it is skipped, or fails where all tools should be there."""
    found = find()
    if found is None:
        missing_tool("chromium (Debian package chromium-headless-shell or chromium)")
    return found
