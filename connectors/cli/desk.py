"""``qiaoban desk``: the staff's accounts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from connectors.cli.console import complain, err, out
from connectors.desk.roles import Role
from connectors.settings import Settings

if TYPE_CHECKING:
    from connectors.desk.accounts import Account, AccountStore

app = typer.Typer(help="Accounts of the people who answer at /desk.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The login name, e.g. desk1.")]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking for it.")
]


@app.command("add-user")
def add_user(
    name: Name,
    role: Annotated[Role, typer.Option(help="What the person is there for.")] = Role.AGENT,
    display_name: Annotated[
        str | None, typer.Option(help="The name that people see, e.g. 一号坐席; the login name when not given.")
    ] = None,
    password_stdin: PasswordStdin = False,
) -> None:
    """Make an account."""
    with _accounts() as accounts:
        account = accounts.add(name, display_name or name, role, _password(password_stdin))
    err.print(Text(f"{account.name} ({account.display_name}, {account.role}) can sign in at /desk"))


@app.command("users")
def users(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the accounts."""
    with _accounts() as accounts:
        found = accounts.all()
    if as_json:
        typer.echo(json.dumps([_row(account) for account in found], ensure_ascii=False, indent=2))
        return
    table = Table("name", "display name", "role", "state", "since")
    for account in found:
        since = account.created_at.astimezone().strftime("%Y-%m-%d")
        table.add_row(Text(account.name), Text(account.display_name), account.role.value, _state(account), since)
    out.print(table)
    if not found:
        err.print("there is nobody yet; `qiaoban desk add-user NAME` makes an account")


@app.command("set-password")
def set_password(name: Name, password_stdin: PasswordStdin = False) -> None:
    """Give an account another password; whoever is signed in with it has to sign in again."""
    with _accounts() as accounts:
        accounts.set_password(name, _password(password_stdin))
    err.print("the password is set")


@app.command("set-role")
def set_role(name: Name, role: Annotated[Role, typer.Argument(help="The new role.")]) -> None:
    """Give an account another role; it holds at once."""
    with _accounts() as accounts:
        accounts.set_role(name, role)
    err.print(f"the role is {role.value}")


@app.command("disable")
def disable(name: Name) -> None:
    """Let nobody sign in with an account any more; whoever is signed in is signed out."""
    with _accounts() as accounts:
        accounts.set_disabled(name, True)
    err.print("the account is disabled")


@app.command("enable")
def enable(name: Name) -> None:
    """Let a disabled account sign in again."""
    with _accounts() as accounts:
        accounts.set_disabled(name, False)
    err.print("the account can sign in")


@app.command("unlock")
def unlock(name: Name) -> None:
    """Let an account that is locked after wrong passwords try again at once."""
    with _accounts() as accounts:
        accounts.unlock(name)
    err.print("the account is unlocked")


@contextmanager
def _accounts() -> Iterator[AccountStore]:
    """The accounts of the database in the settings; what cannot be done is said in a sentence."""
    from bot.memory import Database, StoreError
    from connectors.desk.accounts import AccountError, AccountStore
    from connectors.desk.passwords import Passwords, WeakPasswordError

    try:
        database = Database(Settings().conversations_url)
        try:
            database.migrate()
            yield AccountStore(database, Passwords())
        finally:
            database.close()
    except (AccountError, WeakPasswordError, StoreError) as error:
        complain(str(error))
        raise typer.Exit(1) from error


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        complain("there is no terminal to ask for the password; give it on standard input with --password-stdin")
        raise typer.Exit(2)
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return password


def _state(account: Account) -> str:
    if account.disabled:
        return "disabled"
    if account.locked_until is not None and account.locked_until > datetime.now(UTC):
        return f"locked until {account.locked_until.astimezone():%H:%M}"
    return "active"


def _row(account: Account) -> dict[str, str]:
    return {
        "name": account.name,
        "display_name": account.display_name,
        "role": account.role.value,
        "state": _state(account),
        "created_at": account.created_at.isoformat(),
    }
