"""Codes and links of families, in real databases, while others do something to the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, select, update

from bot.family import CodeError, FamilyLinks, links
from bot.memory import ConversationStore, Database
from bot.memory.tables import FamilyCodeRow
from bot.turn import Channel

SESSIONS = [f"s{n}" for n in range(8)]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def family(database: Database) -> FamilyLinks:
    return FamilyLinks(database, lambda *_: None)


def code(family: FamilyLinks, session: str) -> str:
    return family.new_code(session, "我同意", Channel.KIOSK)[0]


def linked(family: FamilyLinks, session: str, member: str) -> None:
    family.redeem(code(family, session), member, "own")


def outdate(database: Database) -> None:
    with database.writing() as sql:
        sql.execute(update(FamilyCodeRow).values(expires_at=datetime.now(UTC) - timedelta(minutes=1)))


def codes(database: Database) -> set[str]:
    with database.reading() as sql:
        return set(sql.scalars(select(FamilyCodeRow.session_id)))


def test_a_code_works_once_until_another_is_given(family: FamilyLinks) -> None:
    first, second = code(family, "s"), code(family, "s")
    for wrong, member, own in ((first, "m", "own"), (second, "m", "s"), ("no code", "m", "own")):
        with pytest.raises(CodeError):
            family.redeem(wrong, member, own)
    family.redeem(second, "m", "own")
    with pytest.raises(CodeError):
        family.redeem(second, "n", "own")
    assert family.count("s") == 1


def test_codes_that_are_too_old_do_not_work_and_are_cleared(family: FamilyLinks, database: Database) -> None:
    old = code(family, "old")
    outdate(database)
    code(family, "new")
    with pytest.raises(CodeError):
        family.redeem(old, "m", "own")
    assert codes(database) == {"old", "new"}
    family.clear()
    assert codes(database) == {"new"}


def test_a_new_code_touches_no_other_conversation(family: FamilyLinks, database: Database) -> None:
    """Whoever waits for the codes of others, and others for theirs, waits for ever."""
    for session in SESSIONS:
        code(family, session)
    outdate(database)
    deleted: list[Any] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith("DELETE FROM family_codes"):
            deleted.extend(parameters.values() if isinstance(parameters, dict) else parameters)

    event.listen(database.engine, "before_cursor_execute", note)
    code(family, "s0")
    assert deleted == ["s0"]


def test_codes_made_at_once_in_many_conversations_fail_none(family: FamilyLinks, database: Database) -> None:
    for _ in range(3):
        with ThreadPoolExecutor(8) as pool:
            given = list(pool.map(lambda session: code(family, session), SESSIONS * 2))
        assert len(given) == 2 * len(SESSIONS)
        outdate(database)


def test_whatever_ends_at_once_fails_nothing(database_url: str) -> None:
    """Members leave, conversations end and are forgotten, and codes are used, all of the same few people."""
    with ExitStack() as stack:
        databases = [Database(database_url) for _ in range(2)]
        for opened in databases:
            stack.callback(opened.close)
        one, other = (FamilyLinks(each, lambda *_: None) for each in databases)
        store = ConversationStore(databases[1], [other])
        for _ in range(12):
            for session in ("s1", "s2", "s3"):
                linked(one, session, "m1")
                linked(one, session, "m2")
            given = code(one, "s1")
            outdated = code(one, "s3")
            works = [
                lambda: one.unlink("m1", None),
                lambda: other.unlink("m2", "s2"),
                lambda: other.unlink(None, "s3"),
                lambda: store.forget_before(datetime.now(UTC) + timedelta(minutes=1)),
                lambda: store.forget("s1"),
                lambda given=given: one.redeem(given, "m3", "own"),
                lambda outdated=outdated: other.redeem(outdated, "m1", "own"),
                one.clear,
            ]
            barrier = Barrier(len(works))

            def begin(work: Any, barrier: Barrier = barrier) -> None:
                barrier.wait(10)
                with suppress(CodeError):
                    work()

            with ThreadPoolExecutor(len(works)) as pool:
                list(pool.map(begin, works))


def test_a_link_made_while_it_is_ended_does_not_outlive_it(
    family: FamilyLinks, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("one writes at a time")
    given = code(family, "s")
    lock = links.lock_sessions

    def meanwhile(sql: Any, sessions: Any) -> None:
        with ThreadPoolExecutor(1) as another:
            another.submit(family.redeem, given, "m", "own").result(10)
        lock(sql, sessions)

    monkeypatch.setattr(links, "lock_sessions", meanwhile)
    assert family.unlink("own member", "s") == ["m"]
    assert family.count("s") == 0
