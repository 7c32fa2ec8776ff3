"""The staff's accounts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as SqlSession

from bot.handover import Agent
from bot.memory import Database, TwiceError
from connectors.desk.passwords import Passwords
from connectors.desk.roles import Role
from connectors.desk.tables import AccountRow, DeskSessionRow

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
"""After so many wrong passwords in a row nobody signs in under that name for so long."""

_NAME = re.compile(r"[\w.-]{1,32}")
_LONGEST_DISPLAY_NAME = 32


class AccountError(Exception):
    """That cannot be done with the account; the message says why."""


class LockedOutError(Exception):
    """Too many wrong passwords under a name; ``until`` says when the next try is allowed."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True)
class Account:
    """One person of the staff: the name they sign in with, the name that people see, and their role."""

    id: int
    name: str
    display_name: str
    role: Role
    disabled: bool
    locked_until: datetime | None
    created_at: datetime

    @property
    def agent(self) -> Agent:
        """The account as the taker of cases."""
        return Agent(self.name, self.display_name)


@dataclass(frozen=True)
class Attempt:
    """Somebody tries to sign in to an account; ``password_hash`` is what the password must fit."""

    account_id: int
    name: str
    password_hash: str


class AccountStore:
    """All accounts. Blocks; thread-safe. Names are the same in upper and lower case, full and half width.

    Args:
        database: where they live.
        passwords: how passwords are kept.
    """

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    def add(self, name: str, display_name: str, role: Role, password: str) -> Account:
        """A new account.

        Raises:
            AccountError: the name is taken, or a name cannot be used.
            WeakPasswordError: the password is not good enough.
        """
        name = form_of(name)
        if not _NAME.fullmatch(name):
            raise AccountError("a login name has 1 to 32 letters, digits, dots, dashes or underscores")
        display_name = display_name.strip()
        if not 0 < len(display_name) <= _LONGEST_DISPLAY_NAME or not display_name.isprintable():
            raise AccountError(f"a display name has 1 to {_LONGEST_DISPLAY_NAME} characters that can be shown")
        row = AccountRow(
            name=name,
            display_name=display_name,
            role=role.value,
            password_hash=self._passwords.hash(password, name),
            disabled=False,
            failures=0,
            created_at=datetime.now(UTC),
        )
        try:
            with self._database.writing() as sql:
                sql.add(row)
                sql.flush()
                return account_of(row)
        except TwiceError as error:
            raise AccountError(f"there is an account {name!r} already") from error

    def all(self) -> list[Account]:
        """Every account, by name."""
        with self._database.reading() as sql:
            return [account_of(row) for row in sql.scalars(select(AccountRow).order_by(AccountRow.name))]

    def set_password(self, name: str, password: str) -> None:
        """Give the account another password; it is unlocked, and whoever is signed in with the old one is no more.

        Raises:
            AccountError: there is no such account.
            WeakPasswordError: the password is not good enough.
        """
        kept = self._passwords.hash(password, form_of(name))
        with self._database.writing() as sql:
            row = _row(sql, name)
            row.password_hash = kept
            _unlock(row)
            _end_sign_ins(sql, row)

    def set_role(self, name: str, role: Role) -> None:
        """Give the account another role; it holds from the next thing that is done.

        Raises:
            AccountError: there is no such account.
        """
        with self._database.writing() as sql:
            _row(sql, name).role = role.value

    def set_disabled(self, name: str, disabled: bool) -> None:
        """Let nobody sign in with the account any more, and end what is signed in; or let them again.

        Raises:
            AccountError: there is no such account.
        """
        with self._database.writing() as sql:
            row = _row(sql, name)
            row.disabled = disabled
            _end_sign_ins(sql, row)

    def unlock(self, name: str) -> None:
        """Forget the wrong passwords.

        Raises:
            AccountError: there is no such account.
        """
        with self._database.writing() as sql:
            _unlock(_row(sql, name))

    def attempt(self, name: str) -> Attempt | None:
        """Begin to sign in; None where nobody can under that name.

        It counts as a wrong password until a sign-in is opened with it, so that no more than `MOST_FAILURES` are
        looked at, however many come at once.

        Raises:
            LockedOutError: too many were wrong.
        """
        now = datetime.now(UTC)
        with self._database.writing() as sql:
            row = sql.scalar(select(AccountRow).where(AccountRow.name == form_of(name)).with_for_update())
            if row is None or row.disabled:
                return None
            if row.locked_until is not None:
                if row.locked_until > now:
                    raise LockedOutError(row.locked_until)
                _unlock(row)
            row.failures += 1
            if row.failures >= MOST_FAILURES:
                row.locked_until = now + LOCKED_FOR
            return Attempt(row.id, row.name, row.password_hash)


def form_of(name: str) -> str:
    """A login name as it is kept and compared."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


def account_of(row: AccountRow) -> Account:
    """The account in that row."""
    return Account(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        role=Role(row.role),
        disabled=row.disabled,
        locked_until=row.locked_until,
        created_at=row.created_at,
    )


def _row(sql: SqlSession, name: str) -> AccountRow:
    row = sql.scalar(select(AccountRow).where(AccountRow.name == form_of(name)).with_for_update())
    if row is None:
        raise AccountError(f"there is no account {form_of(name)!r}; `qiaoban desk users` lists them")
    return row


def _unlock(row: AccountRow) -> None:
    row.failures, row.locked_until = 0, None


def _end_sign_ins(sql: SqlSession, row: AccountRow) -> None:
    sql.execute(delete(DeskSessionRow).where(DeskSessionRow.account_id == row.id))
