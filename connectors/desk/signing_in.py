"""Who is signed in: an unguessable token in a cookie, of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, or_, select, update

from bot.memory import Database
from connectors.desk.accounts import Account, Attempt, account_of
from connectors.desk.tables import AccountRow, DeskSessionRow

LIFE = timedelta(hours=12)
"""After so long one has to sign in again, whatever one did."""

IDLE = timedelta(minutes=60)
"""After so long without a sign of life too. An open page is one."""

_NOTED_EVERY = timedelta(minutes=1)
_REPLACED = ""
"""Instead of the token of requests, in a sign-in that ended because its browser signed in anew."""


@dataclass(frozen=True)
class SignIn:
    """An account that is signed in; ``csrf`` is what its requests that change something must repeat."""

    account: Account
    csrf: str
    expires_at: datetime


class SignIns:
    """All sign-ins. Blocks; thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, attempt: Attempt, renewed: str | None = None) -> tuple[str, SignIn] | None:
        """Sign in with a password that fitted; gives the token. ``renewed`` is kept as the password's hash, if given.

        None: the password was changed or the account disabled meanwhile.
        """
        now = datetime.now(UTC)
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        with self._database.writing() as sql:
            row = sql.scalar(select(AccountRow).where(AccountRow.id == attempt.account_id).with_for_update())
            if row is None or row.disabled or row.password_hash != attempt.password_hash:
                return None
            row.failures, row.locked_until = 0, None
            row.password_hash = renewed or row.password_hash
            session = DeskSessionRow(
                token_hash=_hash(token),
                account_id=row.id,
                csrf=csrf,
                created_at=now,
                seen_at=now,
                expires_at=now + LIFE,
            )
            sql.add(session)
            sql.flush()
            return token, SignIn(account_of(row), csrf, session.expires_at)

    def find(self, token: str) -> SignIn | None:
        """Whose token it is, while the sign-in lasts; seeing it is a sign of life."""
        now = datetime.now(UTC)
        with self._database.reading() as sql:
            found = sql.execute(
                select(DeskSessionRow, AccountRow)
                .join(AccountRow, AccountRow.id == DeskSessionRow.account_id)
                .where(DeskSessionRow.token_hash == _hash(token), AccountRow.disabled.is_(False))
            ).first()
        if found is None:
            return None
        session, account = found
        if session.expires_at <= now or session.seen_at <= now - IDLE:
            return None
        if session.seen_at <= now - _NOTED_EVERY:
            with self._database.writing() as sql:
                sql.execute(
                    update(DeskSessionRow)
                    .where(DeskSessionRow.token_hash == session.token_hash, DeskSessionRow.seen_at < now)
                    .values(seen_at=now)
                )
        return SignIn(account_of(account), session.csrf, session.expires_at)

    def close(self, token: str) -> None:
        """Sign out."""
        with self._database.writing() as sql:
            sql.execute(delete(DeskSessionRow).where(DeskSessionRow.token_hash == _hash(token)))

    def replace(self, token: str, account: Account) -> None:
        """The browser with that token has signed in anew, to that account."""
        with self._database.writing() as sql:
            row = sql.get(DeskSessionRow, _hash(token))
            if row is not None and row.account_id == account.id:
                row.expires_at, row.csrf = datetime.now(UTC), _REPLACED
            elif row is not None:
                sql.delete(row)

    def replaced(self, token: str) -> bool:
        """Whether the browser that had this token has another now, to the same account."""
        with self._database.reading() as sql:
            row = sql.get(DeskSessionRow, _hash(token))
            return row is not None and row.csrf == _REPLACED

    def clear(self) -> None:
        """Delete sign-ins that have ended by themselves."""
        now = datetime.now(UTC)
        ended = or_(DeskSessionRow.expires_at <= now, DeskSessionRow.seen_at <= now - IDLE)
        with self._database.writing() as sql:
            sql.execute(delete(DeskSessionRow).where(ended))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
