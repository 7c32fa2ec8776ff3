"""The Official Account that is played: who it is, and the secrets both sides share."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Account:
    """What the operator would find on the platform's settings page."""

    app_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str | None = field(repr=False)
    """The 43 characters of EncodingAESKey; without it messages travel in the plain."""
    original_id: str
    """The account as it appears in messages (``gh_…``)."""
