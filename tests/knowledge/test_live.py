"""A running search follows the database: edits by others, the database's absence, and an older one in its place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from knowledge.item import Item
from knowledge.live import Follower
from knowledge.search import KnowledgeSearch
from knowledge.storage import Database, ItemStore

LIMIT_S = 20.0


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    opened = Database(empty_database_url)
    ItemStore(opened).migrate()
    yield opened
    opened.close()


@pytest.fixture
def staff(database: Database, empty_database_url: str, items: list[Item]) -> Iterator[ItemStore]:
    """The store as another process has it open, with ten of the twelve items in it."""
    opened = Database(empty_database_url)
    store = ItemStore(opened)
    store.seed(items[:10])
    yield store
    opened.close()


@pytest.fixture
def search(staff: ItemStore) -> KnowledgeSearch:
    return KnowledgeSearch(staff.published().items, None)


@contextmanager
def following(database: Database, search: KnowledgeSearch, revision: int = 1) -> Iterator[Follower]:
    follower = Follower(ItemStore(database), search, revision)
    follower.start()
    try:
        yield follower
    finally:
        follower.close()


def eventually(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT_S
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def worded(item: Item, answer: str) -> Item:
    return item.model_copy(update={"answer": item.answer.model_copy(update={"cmn": answer})})


def told(search: KnowledgeSearch, item_id: str) -> str | None:
    item = search.get(item_id)
    return item.answer.cmn if item else None


@contextmanager
def without_tables(staff: ItemStore, url: str) -> Iterator[None]:
    """The tables are there under another name only."""
    other = Database(url)
    with other.writing() as sql:
        sql.execute(text("ALTER TABLE knowledge_state RENAME TO away"))
    try:
        yield
    finally:
        with other.writing() as sql:
            sql.execute(text("ALTER TABLE away RENAME TO knowledge_state"))
        other.close()


def test_what_another_process_edits_adds_and_withdraws_is_found_accordingly(
    database: Database, staff: ItemStore, search: KnowledgeSearch, items: list[Item]
) -> None:
    with following(database, search):
        staff.save(worded(items[0], "改了。"), who="a", why="", status="published")
        eventually(lambda: told(search, items[0].id) == "改了。")
        staff.save(items[10], who="a", why="", status="published")
        eventually(lambda: bool(hits := search.search("家电消费券怎么领")) and hits[0].item == items[10])
        staff.withdraw(items[10].id, who="a", why="")
        eventually(lambda: search.get(items[10].id) is None)
    assert items[10] not in [hit.item for hit in search.search("家电消费券怎么领")]


def test_a_draft_is_not_told(database: Database, staff: ItemStore, search: KnowledgeSearch, items: list[Item]) -> None:
    follower = Follower(ItemStore(database), search, 1)
    staff.save(items[11], who="a", why="", status="draft")
    follower.look()
    assert search.get(items[11].id) is None
    staff.publish(items[11].id, who="b")
    follower.look()
    assert search.get(items[11].id) == items[11]


def test_while_the_database_is_away_people_are_answered_and_afterwards_it_goes_on(
    database: Database, staff: ItemStore, search: KnowledgeSearch, items: list[Item], empty_database_url: str
) -> None:
    with capture_logs() as logged, following(database, search):
        with without_tables(staff, empty_database_url):
            eventually(lambda: "knowledge_not_followed" in [entry["event"] for entry in logged])
            time.sleep(1.2)  # it has tried again by now
            assert search.search("江海区的老人在哪里吃饭")[0].item == items[0]
        staff.save(worded(items[0], "改了。"), who="a", why="", status="published")
        eventually(lambda: told(search, items[0].id) == "改了。")
    events = [entry["event"] for entry in logged]
    assert events.count("knowledge_not_followed") == 1
    assert events.count("knowledge_followed_again") == 1


@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
def test_connections_that_the_server_ends_do_not_end_the_following(
    database: Database, staff: ItemStore, search: KnowledgeSearch, items: list[Item]
) -> None:
    with following(database, search):
        with database.reading() as sql:
            sql.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))
        staff.save(worded(items[0], "改了。"), who="a", why="", status="published")
        eventually(lambda: told(search, items[0].id) == "改了。")


def test_an_older_database_put_in_its_place_is_followed_too(
    database: Database, staff: ItemStore, search: KnowledgeSearch, items: list[Item]
) -> None:
    search.apply([worded(items[0], "后来的。"), items[11]], [])
    Follower(ItemStore(database), search, revision=99).look()
    assert {item.id: item for item in search.items} == {item.id: item for item in items[:10]}


def test_what_cannot_be_handed_over_is_tried_again(
    database: Database, staff: ItemStore, search: KnowledgeSearch, items: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = Follower(ItemStore(database), search, 1)
    staff.save(worded(items[0], "改了。"), who="a", why="", status="published")
    with monkeypatch.context() as patched:
        patched.setattr(search, "apply", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            follower.look()
    follower.look()
    assert told(search, items[0].id) == "改了。"


def test_it_can_be_closed_before_it_was_started(database: Database, search: KnowledgeSearch) -> None:
    Follower(ItemStore(database), search, 1).close()
