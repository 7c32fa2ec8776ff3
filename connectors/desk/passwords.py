"""Passwords: which are good enough, and how they are kept and checked. Hashing takes some 50 ms and 64 MB."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 256
"""In characters."""

_FEWEST_DIFFERENT = 4


class WeakPasswordError(Exception):
    """The password is not good enough; the message says why."""


class Passwords:
    """Hashes with Argon2id. Blocks; thread-safe.

    Args:
        hasher: with other parameters than the library's own.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    @cached_property
    def nobodys(self) -> str:
        """A hash that no password fits."""
        return self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str, name: str) -> str:
        """What is kept of the password of the account of that name.

        Raises:
            WeakPasswordError: it is too short, too long, or guessed at once.
        """
        plain = _form(password)
        if len(plain) < SHORTEST:
            raise WeakPasswordError(f"the password has {len(plain)} characters; it needs at least {SHORTEST}")
        if len(plain) > LONGEST:
            raise WeakPasswordError(f"the password has {len(plain)} characters; at most {LONGEST} are taken")
        if len(set(plain)) < _FEWEST_DIFFERENT or plain.casefold() in (name, name[::-1], name * 2):
            raise WeakPasswordError("the password is guessed at once; use several different words or characters")
        return self._hasher.hash(plain)

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether it is the password; for nobody's (None) it takes as long to say no."""
        try:
            return self._hasher.verify(kept or self.nobodys, _form(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    def renewed(self, kept: str, password: str) -> str | None:
        """The hash to keep from now on, where today's parameters are stronger than those of ``kept``."""
        return self._hasher.hash(_form(password)) if self._hasher.check_needs_rehash(kept) else None


def _form(password: str) -> str:
    """Full-width characters of an input method are the same as plain ones."""
    return unicodedata.normalize("NFKC", password)
