"""The items that come with the program meet those of the staff."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import yaml

from knowledge.item import Item
from knowledge.loading import ItemError
from knowledge.storage import Database, ItemStore, SeedReport

SEED = """
import sys
from pathlib import Path
from knowledge.storage import Database, ItemStore
database = Database(sys.argv[1])
store = ItemStore(database)
store.migrate()
print(len(store.seed_from(Path(sys.argv[2])).added))
database.close()
"""


@pytest.fixture
def store(empty_database_url: str) -> Iterator[ItemStore]:
    database = Database(empty_database_url)
    made = ItemStore(database)
    made.migrate()
    yield made
    database.close()


def worded(item: Item, answer: str) -> Item:
    return item.model_copy(update={"answer": item.answer.model_copy(update={"cmn": answer})})


def answer(store: ItemStore, item_id: str) -> str:
    stored = store.get(item_id)
    assert stored is not None
    return stored.item.answer.cmn


def write(folder: Path, items: Sequence[Item]) -> Path:
    folder.mkdir(exist_ok=True)
    documents = [item.model_dump(mode="json", exclude_defaults=True) for item in items]
    (folder / "items.yaml").write_text(yaml.safe_dump(documents, allow_unicode=True), encoding="utf-8")
    return folder


def test_the_first_time_everything_is_published(store: ItemStore, items: list[Item]) -> None:
    assert store.seed(items).added == tuple(item.id for item in items)
    assert {item.id: item for item in store.published().items} == {item.id: item for item in items}
    stored = store.get("age-allowance")
    assert stored is not None
    assert (stored.updated_by, stored.origin, store.history("age-allowance")[0].action) == (
        "shipped",
        "shipped",
        "shipped",
    )


def test_a_new_version_brings_what_is_new_changed_and_gone_in_one_revision(store: ItemStore, items: list[Item]) -> None:
    store.seed(items[:5])
    report = store.seed([worded(items[0], "新的。"), *items[2:6]])
    assert report == SeedReport(added=(items[5].id,), updated=(items[0].id,), withdrawn=(items[1].id,))
    changes = store.changes_since(1)
    assert changes.revision == 2
    assert {item.id for item in changes.items} == {items[0].id, items[5].id}
    assert changes.gone == {items[1].id}
    assert answer(store, items[0].id) == "新的。"
    assert store.seed([worded(items[0], "新的。"), *items[2:6]]) == SeedReport()
    assert store.revision() == 2


def test_what_the_program_took_away_comes_back_when_the_program_brings_it_again(
    store: ItemStore, items: list[Item]
) -> None:
    store.seed(items[:3])
    store.seed(items[:2])
    assert store.seed(items[:3]).updated == (items[2].id,)
    assert {item.id for item in store.published().items} == {item.id for item in items[:3]}


def test_what_the_staff_changed_stays_and_the_new_version_waits_beside_it(store: ItemStore, items: list[Item]) -> None:
    first = items[0]
    store.seed(items)
    store.save(worded(first, "我们写的。"), who="阿玲", why="", status="published")
    assert store.offered() == {}
    assert store.seed([worded(first, "新版本。"), *items[1:]]) == SeedReport(kept=(first.id,))
    assert answer(store, first.id) == "我们写的。"
    offered = store.offered()
    assert list(offered) == [first.id]
    store.restore(first.id, offered[first.id], who="阿玲")
    assert answer(store, first.id) == "新版本。"
    assert store.offered() == {}
    assert store.seed([worded(first, "再新的。"), *items[1:]]).updated == (first.id,)


def test_what_the_staff_withdrew_or_changed_is_not_brought_back_nor_taken_away(
    store: ItemStore, items: list[Item]
) -> None:
    store.seed(items)
    store.withdraw(items[0].id, who="阿玲", why="停办")
    store.save(worded(items[1], "我们写的。"), who="阿玲", why="", status="published")
    report = store.seed([worded(items[0], "新版本。"), *items[2:]])
    assert set(report.kept) == {items[0].id, items[1].id}
    assert report.changed == 0
    assert items[0].id not in {item.id for item in store.published().items}
    assert answer(store, items[1].id) == "我们写的。"


def test_what_the_staff_published_again_is_not_taken_away_again(store: ItemStore, items: list[Item]) -> None:
    store.seed(items[:4])
    store.seed(items[2:4])
    store.publish(items[0].id, who="阿玲", why="仲有")
    store.restore(items[1].id, 1, who="阿玲")
    report = store.seed([worded(items[2], "新的。"), items[3]])
    assert (report.updated, report.withdrawn, report.kept) == ((items[2].id,), (), (items[0].id, items[1].id))
    assert len(store.published().items) == 4


def test_many_items_go_only_when_somebody_says_so(store: ItemStore, items: list[Item], tmp_path: Path) -> None:
    store.seed_from(write(tmp_path / "items", items))
    fewer = write(tmp_path / "items", [worded(items[0], "新的。"), *items[1:6]])
    gone = tuple(item.id for item in items[6:])
    assert store.seed_from(fewer) == SeedReport(updated=(items[0].id,), missing=gone)
    assert store.seed_from(fewer) == SeedReport(missing=gone)
    assert len(store.published().items) == len(items)
    assert store.seed_from(fewer, withdraw_missing=True) == SeedReport(withdrawn=gone)
    assert store.seed_from(fewer) == SeedReport()


def test_of_very_many_items_some_go_unasked(store: ItemStore, items: list[Item]) -> None:
    many = [items[0].model_copy(update={"id": f"copy-{number}"}) for number in range(60)]
    store.seed(many)
    assert len(store.seed(many[6:]).withdrawn) == 6
    assert len(store.seed(many[13:]).missing) == 7


def test_what_the_staff_wrote_is_none_of_the_programs_business(store: ItemStore, items: list[Item]) -> None:
    store.seed(items[:2])
    store.save(items[2], who="阿玲", why="", status="published")
    assert store.seed(items[:2]) == SeedReport()
    assert store.seed([*items[:2], worded(items[2], "程序的。")]).kept == (items[2].id,)
    assert answer(store, items[2].id) == items[2].answer.cmn


def test_files_that_have_not_changed_are_not_read_as_items(
    store: ItemStore, items: list[Item], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "items", items[:3])
    assert len(store.seed_from(folder).added) == 3
    with monkeypatch.context() as patched:
        patched.setattr("knowledge.storage.store.load_items", None)
        assert store.seed_from(folder) == SeedReport()
    write(folder, items[:2])
    assert store.seed_from(folder).withdrawn == (items[2].id,)


def test_a_fault_in_the_files_leaves_the_knowledge_as_it_is(
    store: ItemStore, items: list[Item], tmp_path: Path
) -> None:
    folder = write(tmp_path / "items", items[:3])
    store.seed_from(folder)
    (folder / "items.yaml").write_text("- id: half\n", encoding="utf-8")
    with pytest.raises(ItemError, match=r"items\.yaml:1"):
        store.seed_from(folder)
    assert len(store.published().items) == 3


def test_processes_that_begin_together_take_them_in_once(
    empty_database_url: str, items: list[Item], tmp_path: Path
) -> None:
    folder = write(tmp_path / "items", items)
    begun = [
        subprocess.Popen(
            [sys.executable, "-c", SEED, empty_database_url, str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    told = [process.communicate(timeout=60) for process in begun]
    assert sorted(int(out) if out else error for out, error in told) == [0, 0, 0, len(items)]
    database = Database(empty_database_url)
    store = ItemStore(database)
    assert store.revision() == 1
    assert {len(store.history(item.id)) for item in items} == {1}
    database.close()
