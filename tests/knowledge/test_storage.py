"""Items in a real database: changed, looked up, undone, and followed by revision."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text
from structlog.testing import capture_logs

from knowledge import storage
from knowledge.item import Item
from knowledge.storage import (
    Changes,
    ConflictError,
    DamagedItemError,
    Database,
    ItemStore,
    ReservedNameError,
    UnknownItemError,
)
from knowledge.storage.stored import document_of
from knowledge.storage.tables import Base


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    opened = Database(empty_database_url)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> ItemStore:
    made = ItemStore(database)
    made.migrate()
    return made


@pytest.fixture
def allowance(items: list[Item]) -> Item:
    return next(item for item in items if item.id == "age-allowance")


def worded(item: Item, answer: str) -> Item:
    """The item with another answer."""
    return item.model_copy(update={"answer": item.answer.model_copy(update={"cmn": answer})})


def spoil(database: Database, item_id: str, document: str) -> None:
    """Write something into a row that the program would not."""
    with database.writing() as sql:
        sql.execute(
            text("UPDATE knowledge_items SET document = :document WHERE id = :id"),
            {"document": document, "id": item_id},
        )


def ids(changes: Changes) -> list[str]:
    return [item.id for item in changes.items]


def test_the_tables_are_what_the_program_takes_them_for(store: ItemStore, database: Database) -> None:
    with database.engine.connect() as connection:
        known = MigrationContext.configure(connection, opts={"version_table": "knowledge_version"})
        assert compare_metadata(known, Base.metadata) == []


def test_what_is_saved_is_read_back_whole(store: ItemStore, allowance: Item) -> None:
    saved = store.save(allowance, who="阿玲", why="新加", status="draft", notes=["金额要核对"])
    assert store.get(allowance.id) == saved
    assert (saved.item, saved.status, saved.notes) == (allowance, "draft", ("金额要核对",))
    assert (saved.revision, saved.updated_by, saved.origin) == (1, "阿玲", "own")
    assert store.get("no-such-item") is None


def test_only_what_is_published_is_told_to_people(store: ItemStore, allowance: Item) -> None:
    store.save(allowance, who="a", why="", status="draft", notes=["看一看"])
    assert store.published() == Changes(1, (), frozenset())
    assert store.publish(allowance.id, who="b", why="看过了").notes == ()
    assert store.published() == Changes(2, (allowance,), frozenset())
    store.withdraw(allowance.id, who="b", why="停办")
    assert store.published() == Changes(3, (), frozenset())
    assert store.changes_since(2) == Changes(3, (), frozenset({allowance.id}))


def test_a_draft_of_something_published_takes_it_back(store: ItemStore, allowance: Item) -> None:
    store.save(allowance, who="a", why="", status="published")
    store.save(worded(allowance, "要再问清楚。"), who="a", why="", status="draft")
    assert store.changes_since(1) == Changes(2, (), frozenset({allowance.id}))


def test_whoever_follows_is_told_just_what_is_different(store: ItemStore, items: list[Item]) -> None:
    for item in items[:3]:
        store.save(item, who="a", why="", status="published")
    store.save(worded(items[1], "改了。"), who="a", why="", status="published")
    changes = store.changes_since(3)
    assert (changes.revision, ids(changes), changes.gone) == (4, [items[1].id], frozenset())
    assert changes.items[0].answer.cmn == "改了。"
    assert store.changes_since(4) == Changes(4, (), frozenset())


def test_saving_what_is_there_changes_nothing(store: ItemStore, allowance: Item) -> None:
    before = store.save(allowance, who="a", why="", status="draft", notes=["看"])
    assert store.save(allowance, who="b", why="", status="draft", notes=["看"]) == before
    assert store.revision() == 1


def test_who_changes_what_somebody_else_has_changed_is_told(store: ItemStore, allowance: Item) -> None:
    seen = store.save(allowance, who="a", why="", status="published").revision
    store.save(worded(allowance, "阿玲改了。"), who="阿玲", why="", status="published", expected_revision=seen)
    with pytest.raises(ConflictError, match="阿玲 has changed it") as refused:
        store.save(worded(allowance, "我也改。"), who="me", why="", status="published", expected_revision=seen)
    assert refused.value.revision == 2
    with pytest.raises(ConflictError):
        store.save(allowance, who="me", why="", status="published", expected_revision=0)
    stored = store.get(allowance.id)
    assert stored and stored.item.answer.cmn == "阿玲改了。"
    assert store.revision() == 2


def test_the_history_says_who_did_what_and_why(store: ItemStore, allowance: Item) -> None:
    store.save(allowance, who="阿玲", why="新加", status="draft")
    store.publish(allowance.id, who="陈主任", why="核过")
    store.withdraw(allowance.id, who="阿玲", why="停办")
    told = [(v.revision, v.who, v.action, v.why, v.status) for v in store.history(allowance.id)]
    assert told == [
        (3, "阿玲", "withdrawn", "停办", "withdrawn"),
        (2, "陈主任", "published", "核过", "published"),
        (1, "阿玲", "saved", "新加", "draft"),
    ]
    with pytest.raises(UnknownItemError, match="knowledge list"):
        store.history("no-such-item")


def test_an_item_becomes_what_it_was(store: ItemStore, allowance: Item) -> None:
    store.save(allowance, who="a", why="", status="published")
    store.save(worded(allowance, "错了。"), who="a", why="", status="published")
    store.withdraw(allowance.id, who="a", why="错了")
    restored = store.restore(allowance.id, 1, who="b")
    assert (restored.item, restored.status, restored.revision) == (allowance, "published", 4)
    assert store.history(allowance.id)[0].action == "restored"
    assert ids(store.changes_since(3)) == [allowance.id]
    with pytest.raises(UnknownItemError, match="no revision 99"):
        store.restore(allowance.id, 99, who="b")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"topic": "canteen"}, {"canteen-jianghai", "canteen-xinhui"}),
        ({"topic": "canteen", "district": "新会"}, {"canteen-xinhui"}),
        ({"text": "養老金"}, {"pension-check"}),
        ({"text": "攞"}, {"age-allowance", "voucher-2025"}),
        ({"text": "elder-card"}, {"elder-card"}),
        ({"status": "draft"}, {"home-nurse"}),
        ({"kind": "canteen"}, set()),
    ],
    ids=["topic", "district", "traditional script", "Cantonese", "id", "status", "kind"],
)
def test_items_are_listed_by_what_is_asked_for(
    store: ItemStore, items: list[Item], filters: dict[str, str], found: set[str]
) -> None:
    store.seed(items)
    nurse = next(item for item in items if item.id == "home-nurse")
    store.save(nurse, who="a", why="", status="draft")
    assert {one.item.id for one in store.list(**filters)} == found  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "document",
    ["", "{", "[]", '{"id": "age-allowance"}', '"text"'],
    ids=["nothing", "no JSON", "a list", "half an item", "a text"],
)
def test_a_damaged_row_spoils_nothing_but_itself(
    store: ItemStore, database: Database, items: list[Item], document: str
) -> None:
    store.seed(items)
    spoil(database, "age-allowance", document)
    with capture_logs() as logged:
        published = store.published()
    assert len(published.items) == len(items) - 1
    assert [(entry["event"], entry["item"]) for entry in logged] == [("damaged_item_left_out", "age-allowance")]
    assert list(store.damaged()) == ["age-allowance"]
    assert len(store.list()) == len(items) - 1
    for refused in (store.get, lambda item_id: store.publish(item_id, who="a")):
        with pytest.raises(DamagedItemError, match="knowledge history age-allowance"):
            refused("age-allowance")


@pytest.mark.parametrize("left", [b"{\xff}", None], ids=["no JSON", "in a text"])
def test_bytes_that_are_no_text_spoil_nothing_but_their_row(
    tmp_path: Path, items: list[Item], allowance: Item, left: bytes | None
) -> None:
    """Only SQLite keeps such bytes."""
    database = Database(f"sqlite:///{tmp_path / 'items.db'}")
    store = ItemStore(database)
    store.migrate()
    store.seed(items)
    document = left or document_of(allowance).encode().replace("高".encode(), b"\xff")
    with database.writing() as sql:
        sql.execute(
            text("UPDATE knowledge_items SET document = CAST(:document AS TEXT) WHERE id = :id"),
            {"document": document, "id": allowance.id},
        )
    assert len(store.published().items) == len(store.list()) == len(items) - 1
    assert list(store.damaged()) == [allowance.id]
    assert store.restore(allowance.id, 1, who="a").item == allowance
    database.close()


def test_a_damaged_item_can_be_replaced(store: ItemStore, database: Database, items: list[Item]) -> None:
    store.seed(items)
    spoil(database, "age-allowance", "{")
    revisions = store.revisions()
    assert set(revisions) == {item.id for item in items}
    store.save_all(items[:4], who="a", why="", status="published", expected_revisions=revisions)
    assert store.damaged() == {}
    assert store.revision() == 2


def test_several_are_saved_or_none(store: ItemStore, items: list[Item]) -> None:
    store.save(items[2], who="阿玲", why="", status="draft")
    with pytest.raises(ConflictError, match="阿玲"):
        store.save_all(items[:3], who="a", why="", status="published", expected_revisions={})
    assert [one.item.id for one in store.list()] == [items[2].id]
    assert store.revision() == 1
    saved = store.save_all(items[:2], who="a", why="", status="published", expected_revisions={})
    assert [(one.item, one.revision) for one in saved] == [(items[0], 2), (items[1], 2)]


def test_the_notes_of_a_draft_are_kept_and_come_back_with_it(store: ItemStore, allowance: Item) -> None:
    store.save(allowance, who="a", why="", status="draft", notes=["金额要核对"])
    store.withdraw(allowance.id, who="a", why="不要")
    assert [version.notes for version in store.history(allowance.id)] == [(), ("金额要核对",)]
    assert store.restore(allowance.id, 1, who="a").notes == ("金额要核对",)


def test_a_history_without_notes_is_brought_up_to_date(database: Database, store: ItemStore, allowance: Item) -> None:
    store.save(allowance, who="a", why="", status="draft", notes=["看"])
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    store.migrate()
    assert [version.notes for version in store.history(allowance.id)] == [()]


@pytest.mark.parametrize("who", ["shipped", " Shipped"])
def test_nobody_takes_the_name_of_the_program(store: ItemStore, allowance: Item, who: str) -> None:
    with pytest.raises(ReservedNameError, match="your own name"):
        store.save(allowance, who=who, why="", status="published")
    assert store.get(allowance.id) is None


def test_a_damaged_item_is_no_longer_told_and_can_be_mended(
    store: ItemStore, database: Database, items: list[Item], allowance: Item
) -> None:
    store.seed(items)
    store.save(worded(allowance, "改了。"), who="a", why="", status="published")
    spoil(database, allowance.id, "{")
    assert store.changes_since(1).gone == {allowance.id}
    store.withdraw(allowance.id, who="a", why="坏了")
    assert store.restore(allowance.id, 1, who="a").item == allowance
    assert store.damaged() == {}
    assert ids(store.changes_since(2)) == [allowance.id]


def test_writers_at_once_become_visible_in_the_order_of_their_revisions(
    empty_database_url: str, store: ItemStore, items: list[Item]
) -> None:
    """Whoever follows by revision while several write sees every change, each one once it has seen those before."""
    writers = 6
    finished = threading.Event()
    failures: list[str] = []

    def writes(number: int) -> None:
        database = Database(empty_database_url)
        chance = random.Random(number)  # noqa: S311 (nothing secret)
        for turn in range(8):
            item = worded(chance.choice(items), f"第{number}人第{turn}次。")
            ItemStore(database).save(item, who=f"{number}", why="", status="published")
        database.close()

    def follows() -> dict[str, Item]:
        seen: dict[str, Item] = {}
        revision = 0
        last = False
        while not last:
            last = finished.is_set()
            changes = store.changes_since(revision)
            if changes.revision < revision:
                failures.append(f"{changes.revision} after {revision}")
            revision = changes.revision
            seen |= {item.id: item for item in changes.items}
        return seen

    with ThreadPoolExecutor(writers + 1) as threads:
        following = threads.submit(follows)
        for done in [threads.submit(writes, number) for number in range(writers)]:
            done.result()
        finished.set()
        assert following.result() == {item.id: item for item in store.published().items}
    assert failures == []
    assert store.revision() == writers * 8


def test_two_who_change_the_same_at_once_do_not_overwrite_each_other(
    empty_database_url: str, store: ItemStore, allowance: Item
) -> None:
    revision = store.save(allowance, who="a", why="", status="published").revision
    together = threading.Barrier(4)

    def changes(number: int) -> bool:
        database = Database(empty_database_url)
        together.wait()
        try:
            ItemStore(database).save(
                worded(allowance, f"第{number}人。"),
                who=f"{number}",
                why="",
                status="published",
                expected_revision=revision,
            )
        except ConflictError:
            return False
        finally:
            database.close()
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(changes, range(4))) == [False, False, False, True]
    assert len(store.history(allowance.id)) == 2


Undo = Callable[[ItemStore], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda store: store.publish("no-such-item", who="a"),
        lambda store: store.withdraw("no-such-item", who="a", why=""),
        lambda store: store.restore("no-such-item", 1, who="a"),
    ],
    ids=["publish", "withdraw", "restore"],
)
def test_what_is_not_there_cannot_be_changed(store: ItemStore, change: Undo) -> None:
    with pytest.raises(UnknownItemError, match="no-such-item"):
        change(store)
    assert store.revision() == 0
