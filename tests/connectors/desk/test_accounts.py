"""Accounts of the desk: who gets in, who is kept out, and for how long."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update
from typer.testing import CliRunner

from connectors.cli import desk as command
from connectors.desk.accounts import AccountError
from connectors.desk.passwords import Passwords, WeakPasswordError
from connectors.desk.roles import Role
from connectors.desk.tables import AccountRow, DeskSessionRow
from tests.conftest import finished
from tests.connectors.desk.office import COOKIE, PASSWORD, QUICK, Office, open_office

MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path)
    opened.hire("desk1", display_name="一号坐席")
    yield opened
    opened.database.close()


def moved(office: Office, row: type[AccountRow | DeskSessionRow], column: str, by: timedelta) -> None:
    """Let that time in the rows be so far from now."""
    office.change(update(row).values({column: datetime.now(UTC) + by}))


def test_signing_in_says_who_it_is_and_me_says_it_again(office: Office) -> None:
    async def work() -> None:
        browser = office.browser()
        assert (await browser.get("/me")).json()["type"] == "urn:qiaoban:problem:login-needed"
        found = await browser.login("desk1")
        assert found.status_code == 200
        assert found.json() | {"csrf": "", "expires_at": ""} == {
            "name": "desk1",
            "display_name": "一号坐席",
            "role": "agent",
            "csrf": "",
            "expires_at": "",
        }
        left = datetime.fromisoformat(found.json()["expires_at"]) - datetime.now(UTC)
        assert 719 * MINUTE < left <= 720 * MINUTE
        again = await browser.get("/me")
        assert again.json() == found.json()
        assert again.headers["cache-control"] == "no-store"
        assert (await browser.post("/logout")).status_code == 204
        assert (await browser.get("/me")).status_code == 401

    finished(work())


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_the_cookie_is_kept_from_scripts_and_other_sites(office: Office, scheme: str, secure: bool) -> None:
    async def work() -> None:
        browser = office.browser(scheme)
        set_cookie = (await browser.login("desk1")).headers["set-cookie"]
        attributes = {part.strip().lower() for part in set_cookie.split(";")[1:]}
        assert {"httponly", "samesite=strict", "path=/"} <= attributes
        assert ("secure" in attributes) is secure

    finished(work())


def test_neither_password_nor_token_is_in_the_database(office: Office, tmp_path: Path) -> None:
    async def work() -> str:
        return (await office.signed_in("desk1")).token

    token = finished(work())
    office.database.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("qiaoban.db*"))
    assert b"argon2id" in kept
    assert token.encode() not in kept
    assert PASSWORD.encode() not in kept


def test_names_are_the_same_in_any_case_and_width(office: Office) -> None:
    async def work() -> None:
        assert (await office.browser().login(" ＤＥＳＫ１ ")).json()["name"] == "desk1"

    finished(work())
    with pytest.raises(AccountError, match="already"):
        office.hire("Desk1")


@pytest.mark.parametrize("name", ["", " ", "a b", "desk:1", "x" * 33, "a\nb", "<b>"])
def test_names_that_cannot_be_used_are_refused(office: Office, name: str) -> None:
    with pytest.raises(AccountError, match="login name"):
        office.hire(name, display_name="坐席")


@pytest.mark.parametrize("display_name", [" ", "一\n号", "坐" * 33, "坐\u202e席"])
def test_display_names_that_cannot_be_shown_are_refused(office: Office, display_name: str) -> None:
    with pytest.raises(AccountError, match="display name"):
        office.hire("desk2", display_name=display_name)


@pytest.mark.parametrize("password", ["", "ninechars", "111111111111", "123123123123", "坐席desk十个", "x" * 257])
def test_passwords_that_are_guessed_are_refused(office: Office, password: str) -> None:
    with pytest.raises(WeakPasswordError):
        office.desk.accounts.add("desk2", "二号坐席", Role.AGENT, password)
    assert [account.name for account in office.desk.accounts.all()] == ["desk1"]


def test_five_wrong_passwords_lock_the_account_for_fifteen_minutes(office: Office) -> None:
    async def work() -> None:
        browser = office.browser()
        for _ in range(5):
            wrong = await browser.login("desk1", "not the password")
            assert wrong.status_code == 401
            assert wrong.json()["type"] == "urn:qiaoban:problem:wrong-credentials"
        locked = await browser.login("desk1")
        assert locked.status_code == 429
        assert locked.json()["type"] == "urn:qiaoban:problem:locked-out"
        assert locked.headers["content-type"] == "application/problem+json"
        assert "15 分钟" in locked.json()["detail"]
        assert 890 <= int(locked.headers["retry-after"]) <= 900
        moved(office, AccountRow, "locked_until", -timedelta(seconds=1))
        assert (await browser.login("desk1", "not the password")).status_code == 401
        assert (await browser.login("desk1")).status_code == 200

    finished(work())


def test_a_lock_outlives_the_process(office: Office, tmp_path: Path) -> None:
    async def work() -> None:
        for _ in range(5):
            await office.browser().login("desk1", "not the password")

    finished(work())
    again = open_office(tmp_path)
    assert finished(again.browser().login("desk1")).status_code == 429
    again.desk.accounts.unlock("desk1")
    assert finished(open_office(tmp_path).browser().login("desk1")).status_code == 200


def test_however_many_are_tried_at_once_five_are_looked_at(office: Office) -> None:
    async def work() -> list[int]:
        tries = [office.browser().login("desk1", f"guess number {n}") for n in range(14)]
        return sorted(response.status_code for response in await asyncio.gather(*tries))

    assert finished(work()) == [401] * 5 + [429] * 9


def test_a_right_password_forgets_the_wrong_ones(office: Office) -> None:
    async def work() -> None:
        for _ in range(2):
            for _ in range(4):
                assert (await office.browser().login("desk1", "not the password")).status_code == 401
            assert (await office.browser().login("desk1")).status_code == 200

    finished(work())


def test_whether_a_name_exists_is_not_told(office: Office) -> None:
    async def work() -> None:
        answers = {}
        for name in ("desk1", "nobody"):
            responses = [await office.browser().login(name, "not the password") for _ in range(6)]
            answers[name] = [(r.status_code, r.json()) for r in responses]
        assert answers["desk1"] == answers["nobody"]

    finished(work())


def test_an_unknown_name_takes_as_long_as_a_wrong_password(office: Office, tmp_path: Path) -> None:
    office = open_office(tmp_path / "slow", Passwords())
    office.hire("desk1")

    async def work() -> None:
        seconds: dict[str, list[float]] = {"desk1": [], "nobody": []}
        for _ in range(4):
            for name, taken in seconds.items():
                started = time.perf_counter()
                await office.browser().login(name, "not the password")
                taken.append(time.perf_counter() - started)
        known, unknown = (statistics.median(taken) for taken in seconds.values())
        assert 1 / 3 < unknown / known < 3

    finished(work())


def test_one_address_cannot_try_name_after_name(office: Office) -> None:
    async def work() -> None:
        browser = office.browser(address="198.51.100.7")
        statuses = [(await browser.login(f"nobody{n}", "a password of theirs")).status_code for n in range(21)]
        assert statuses == [401] * 20 + [429]
        assert (await office.browser(address="198.51.100.8").login("desk1")).status_code == 200

    finished(work())


def test_a_page_of_another_site_cannot_sign_somebody_in(office: Office) -> None:
    async def work() -> None:
        body = json.dumps({"name": "desk1", "password": PASSWORD})
        for kind in ("text/plain", "application/x-www-form-urlencoded", None):
            headers = {"Content-Type": kind} if kind else {}
            response = await office.browser().http.post("/api/desk/login", content=body, headers=headers)
            assert response.status_code == 422
            assert "set-cookie" not in response.headers

    finished(work())


def test_what_cannot_be_a_password_is_refused_without_repeating_it(office: Office) -> None:
    async def work() -> None:
        browser = office.browser()
        long = "秘密" * 200
        response = await browser.login("desk1", long)
        assert response.status_code == 422
        assert "秘密" not in response.text
        for body in ({}, {"name": "desk1"}, {"name": 1, "password": []}, []):
            assert (await browser.http.post("/api/desk/login", json=body)).status_code == 422

    finished(work())


@pytest.mark.parametrize(("column", "by"), [("expires_at", -MINUTE), ("seen_at", -61 * MINUTE)])
def test_a_sign_in_ends_by_itself(office: Office, column: str, by: timedelta) -> None:
    async def work() -> None:
        browser = await office.signed_in("desk1")
        moved(office, DeskSessionRow, column, by)
        assert (await browser.get("/cases")).status_code == 401
        assert (await browser.post("/logout")).status_code == 401
        office.desk.sign_ins.clear()
        assert seen(office) == []

    finished(work())


def seen(office: Office) -> list[datetime]:
    with office.database.reading() as sql:
        return list(sql.scalars(select(DeskSessionRow.seen_at)))


def test_who_goes_on_stays_signed_in_without_a_write_for_every_request(office: Office) -> None:
    async def work() -> None:
        browser = await office.signed_in("desk1")
        first = seen(office)
        assert (await browser.get("/me")).status_code == 200
        assert seen(office) == first
        moved(office, DeskSessionRow, "seen_at", -59 * MINUTE)
        assert (await browser.get("/me")).status_code == 200
        assert seen(office)[0] >= first[0]

    finished(work())


def test_signing_in_again_ends_the_sign_in_before(office: Office) -> None:
    async def work() -> None:
        browser = await office.signed_in("desk1")
        former = browser.token
        await browser.login("desk1")
        assert browser.token != former
        other = office.browser()
        other.http.cookies.set(COOKIE, former)
        assert (await other.get("/me")).status_code == 401
        assert (await browser.get("/me")).status_code == 200

    finished(work())


def test_a_disabled_account_is_out_at_once(office: Office) -> None:
    async def work() -> None:
        browser = await office.signed_in("desk1")
        office.desk.accounts.set_disabled("desk1", True)
        assert (await browser.get("/cases")).status_code == 401
        refused = await office.browser().login("desk1")
        assert refused.json()["type"] == "urn:qiaoban:problem:wrong-credentials"
        office.desk.accounts.set_disabled("desk1", False)
        assert (await browser.get("/cases")).status_code == 401
        assert (await office.browser().login("desk1")).status_code == 200

    finished(work())


def test_another_password_ends_what_is_signed_in_and_unlocks(office: Office) -> None:
    async def work() -> None:
        browser = await office.signed_in("desk1")
        for _ in range(6):
            await office.browser().login("desk1", "not the password")
        office.desk.accounts.set_password("desk1", "another long password")
        assert (await browser.get("/me")).status_code == 401
        assert (await office.browser().login("desk1")).status_code == 401
        assert (await office.browser().login("desk1", "another long password")).status_code == 200

    finished(work())


def test_a_password_kept_the_old_way_is_kept_the_new_way_after_signing_in(office: Office) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=512, parallelism=1).hash(PASSWORD)
    office.change(update(AccountRow).values(password_hash=weak))

    async def work() -> None:
        await office.signed_in("desk1")
        await office.signed_in("desk1")

    finished(work())
    with office.database.reading() as sql:
        kept = sql.scalars(select(AccountRow.password_hash)).one()
    assert not QUICK.check_needs_rehash(kept)


class Shell:
    """The command line over a database of its own."""

    def __init__(self, folder: Path) -> None:
        self._settings = {"QIAOBAN_HOME": str(folder), "NO_COLOR": "1", "COLUMNS": "120"}

    def __call__(self, *arguments: str, typed: str | None = None, fails: int = 0) -> str:
        done = CliRunner().invoke(command.app, list(arguments), input=typed, env=self._settings)
        assert done.exit_code == fails, done.output
        return done.output


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.delenv("QIAOBAN_DATABASE_URL", raising=False)
    return Shell(tmp_path / "home")


def test_an_account_made_on_the_command_line_can_sign_in(shell: Shell, tmp_path: Path) -> None:
    shell("add-user", "Desk1", "--role", "supervisor", "--display-name", "一号坐席", "--password-stdin", typed=PASSWORD)
    listed = json.loads(shell("users", "--json"))
    assert listed == [
        {
            "name": "desk1",
            "display_name": "一号坐席",
            "role": "supervisor",
            "state": "active",
            "created_at": listed[0]["created_at"],
        }
    ]
    assert "一号坐席" in shell("users")
    office = open_office(tmp_path / "home")
    assert finished(office.browser().login("desk1")).json()["role"] == "supervisor"


def test_an_account_is_changed_on_the_command_line(shell: Shell, tmp_path: Path) -> None:
    shell("add-user", "desk1", "--password-stdin", typed=PASSWORD + "\n")
    office = open_office(tmp_path / "home")

    def state() -> tuple[str, str]:
        (row,) = json.loads(shell("users", "--json"))
        return row["role"], row["state"]

    shell("set-role", "desk1", "editor")
    assert state() == ("editor", "active")
    shell("disable", "desk1")
    assert state() == ("editor", "disabled")
    shell("enable", "desk1")
    for _ in range(5):
        finished(office.browser().login("desk1", "not the password"))
    assert state()[1].startswith("locked until")
    shell("unlock", "desk1")
    assert state() == ("editor", "active")
    shell("set-password", "desk1", "--password-stdin", typed="another long password\r\n")
    assert finished(office.browser().login("desk1", "another long password")).status_code == 200


def test_what_cannot_be_done_on_the_command_line_is_said_in_a_sentence(shell: Shell) -> None:
    assert "at least 10" in shell("add-user", "desk1", "--password-stdin", typed="short", fails=1)
    assert "0 characters" in shell("add-user", "desk1", "--password-stdin", typed="", fails=1)
    assert "login name" in shell("add-user", "desk 1", "--password-stdin", typed=PASSWORD, fails=1)
    assert "--password-stdin" in shell("add-user", "desk1", fails=2)
    assert "agent" in shell("add-user", "desk1", "--role", "boss", fails=2)
    assert "nobody yet" in shell("users")
    shell("add-user", "desk1", "--password-stdin", typed=PASSWORD)
    assert "already" in shell("add-user", "DESK1", "--password-stdin", typed=PASSWORD, fails=1)
    for arguments in (("disable",), ("enable",), ("unlock",)):
        assert "no account 'desk2'" in shell(*arguments, "desk2", fails=1)
    assert "no account" in shell("set-role", "desk2", "agent", fails=1)
    assert "no account" in shell("set-password", "desk2", "--password-stdin", typed=PASSWORD, fails=1)
