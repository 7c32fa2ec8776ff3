"""QR codes with a scene, made by the app."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from connectors.wechat.simulator.clock import Clock


@dataclass(frozen=True)
class Code:
    """One code."""

    scene: str
    ticket: str
    url: str
    """What the picture of the code says."""
    ends: float | None
    """None: never."""


class Codes:
    """The codes that exist."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._codes: list[Code] = []

    def make(self, scene: str, seconds: float | None) -> Code:
        """A new code for a scene, good for that many seconds."""
        code = _code(scene, None if seconds is None else self._clock.now() + seconds)
        self._codes.append(code)
        return code

    def find(self, text: str) -> Code:
        """The newest code with this scene, ticket or address; else one that was made elsewhere for this scene."""
        known = (c for c in reversed(self._codes) if text in (c.scene, c.ticket, c.url))
        return next(known, None) or _code(text, None)

    def expired(self, code: Code) -> bool:
        """Whether scanning it shows nothing any more."""
        return code.ends is not None and code.ends <= self._clock.now()

    def good(self) -> list[Code]:
        """The codes that can be scanned now, newest first."""
        return [code for code in reversed(self._codes) if not self.expired(code)]


def _code(scene: str, ends: float | None) -> Code:
    url = f"http://weixin.qq.com/q/02{secrets.token_urlsafe(16)}"
    return Code(scene, f"gQ{secrets.token_urlsafe(64)}", url, ends)
