"""Lets people in: name and password become a sign-in."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime

import structlog

from connectors.desk.accounts import LOCKED_FOR, MOST_FAILURES, AccountStore, LockedOutError, form_of
from connectors.desk.passwords import Passwords
from connectors.desk.signing_in import SignIn, SignIns

log = structlog.get_logger(__name__)

_CHECKED_AT_ONCE = 2
_MOST_WAITING = 30
"""Passwords being checked or waiting for it: the last of them waits a second or two."""

_STRANGERS = 10_000


class WrongCredentialsError(Exception):
    """Name or password is wrong; nobody is told which."""


class DoorBusyError(Exception):
    """Too many sign in at once."""


class Door:
    """Checks passwords, a few at once. Call from one event loop.

    Args:
        accounts: who may sign in.
        sign_ins: who is signed in.
        passwords: how passwords are checked.
    """

    def __init__(self, accounts: AccountStore, sign_ins: SignIns, passwords: Passwords) -> None:
        self._accounts = accounts
        self._sign_ins = sign_ins
        self._passwords = passwords
        self._strangers = _Strangers()
        _ = passwords.nobodys  # made now: the first unknown name would take twice as long
        self._checking = asyncio.Semaphore(_CHECKED_AT_ONCE)
        self._waiting = 0

    async def enter(self, name: str, password: str) -> tuple[str, SignIn]:
        """Sign in; gives the token.

        Raises:
            WrongCredentialsError: name or password is wrong, or the account is disabled.
            LockedOutError: too many were wrong under that name.
            DoorBusyError: try again in some seconds.
        """
        if self._waiting >= _MOST_WAITING:
            raise DoorBusyError
        self._waiting += 1
        try:
            return await self._enter(name, password)
        finally:
            self._waiting -= 1

    async def _enter(self, name: str, password: str) -> tuple[str, SignIn]:
        attempt = await asyncio.to_thread(self._accounts.attempt, name)
        if attempt is None:
            self._strangers.attempt(name)
        async with self._checking:
            kept = attempt.password_hash if attempt else None
            fits = await asyncio.to_thread(self._passwords.fits, kept, password)
            if attempt is None or not fits:
                log.warning("desk_sign_in_refused", account=attempt.name if attempt else None)
                raise WrongCredentialsError
            renewed = await asyncio.to_thread(self._passwords.renewed, attempt.password_hash, password)
        opened = await asyncio.to_thread(self._sign_ins.open, attempt, renewed)
        if opened is None:
            raise WrongCredentialsError
        log.info("desk_signed_in", account=attempt.name)
        return opened


class _Strangers:
    """Names under which nobody can sign in are locked like the others, so that locking does not tell which exist."""

    def __init__(self) -> None:
        self._failures: dict[bytes, tuple[int, datetime]] = {}

    def attempt(self, name: str) -> None:
        """Count one more.

        Raises:
            LockedOutError: there were too many.
        """
        key = hashlib.sha256(form_of(name).encode("utf-8", "replace")).digest()
        now = datetime.now(UTC)
        failures, last = self._failures.pop(key, (0, now))
        if failures >= MOST_FAILURES:
            if last + LOCKED_FOR > now:
                self._failures[key] = failures, last
                raise LockedOutError(last + LOCKED_FOR)
            failures = 0
        self._failures[key] = failures + 1, now
        if len(self._failures) > _STRANGERS:
            del self._failures[next(iter(self._failures))]
