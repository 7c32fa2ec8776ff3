"""What staff do with the knowledge on the command line, as they type it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.item import Item
from knowledge.storage import Database, ItemStore, StoredItem
from tests.commands import Done, qiaoban

Run = Callable[..., Done]


def document(item_id: str, title: str, **more: Any) -> dict[str, Any]:
    """An item as it is written in YAML."""
    return {
        "id": item_id,
        "kind": "service",
        "topic": "home_care",
        "title": {"cmn": title, "yue": title},
        "answer": {"cmn": f"{title}请打12345问。", "yue": f"{title}打12345问下啦。"},
        "questions": {"cmn": [f"{title}怎么办"], "yue": [f"{title}点样办"]},
        "source": {"title": "资料", "issuer": "单位", "url": "https://example.cn/1", "published": "2026-01"},
        "verified_on": "2026-11-01",
        "grade": "A",
        **more,
    }


def canteen(item_id: str, title: str, **facts: Any) -> dict[str, Any]:
    return document(item_id, title, kind="canteen", topic="canteen", canteen=facts)


def write(path: Path, *documents: dict[str, Any]) -> Path:
    path.write_text(yaml.safe_dump(list(documents), allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture
def items(tmp_path: Path) -> Path:
    folder = tmp_path / "items"
    folder.mkdir()
    write(
        folder / "some.yaml", document("nurse-visit", "护士上门"), document("hand-rail", "装扶手", districts=["新会"])
    )
    return folder


@pytest.fixture
def knowledge(items: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `qiaoban knowledge …` with a database of its own and two shipped items."""
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    ours = {"QIAOBAN_HOME": str(tmp_path), "QIAOBAN_ITEMS": str(items), "NO_COLOR": "1", "COLUMNS": "200"}

    def run(*arguments: str, **environment: str) -> Done:
        return qiaoban("knowledge", *arguments, cwd=tmp_path, settings=ours | environment)

    return run


@pytest.fixture
def store(items: Path, tmp_path: Path) -> Iterator[ItemStore]:
    """The same database, with the shipped items in it."""
    database = Database(f"sqlite:///{tmp_path / 'qiaoban.db'}")
    made = ItemStore(database)
    made.migrate()
    made.seed_from(items)
    yield made
    database.close()


def stored(store: ItemStore, item_id: str) -> StoredItem:
    found = store.get(item_id)
    assert found is not None
    return found


def problems(knowledge: Run) -> tuple[int, set[tuple[str, str]]]:
    """The exit code of `check`, and each problem with the items it is of."""
    done = knowledge("check", "--json")
    found = json.loads(done.stdout)["problems"]
    return done.returncode, {(one["problem"], item_id) for one in found for item_id in one["ids"]}


def test_items_are_listed_and_shown(knowledge: Run) -> None:
    done = knowledge("list", "--district", "蓬江", "--json")
    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in json.loads(done.stdout)] == ["nurse-visit"]
    assert "装扶手" in knowledge("list", "扶手").stdout
    text = knowledge("show", "nurse-visit").stdout
    for part in ("护士上门请打12345问", "单位", "https://example.cn/1", "2026-11-01", "came with the program"):
        assert part in text


@pytest.mark.parametrize("option", ["--kind", "--topic", "--district"])
def test_a_slip_in_a_filter_is_not_an_empty_list(knowledge: Run, option: str) -> None:
    done = knowledge("list", option, "cantene")
    assert done.returncode == 2
    assert "'cantene' is not one of" in done.stderr


def test_an_item_that_is_not_there_is_named_with_what_to_do(knowledge: Run) -> None:
    for arguments in (("show", "no-such"), ("publish", "no-such"), ("edit", "no-such")):
        done = knowledge(*arguments)
        assert done.returncode == 1
        assert "no-such" in done.stderr
        assert "qiaoban knowledge" in done.stderr
        assert "Traceback" not in done.stderr


def test_an_edit_says_what_changed_and_can_be_undone(knowledge: Run, store: ItemStore, tmp_path: Path) -> None:
    changed = write(tmp_path / "new.yaml", document("nurse-visit", "护士上门", valid_until="2030-12-31"))
    done = knowledge("edit", "nurse-visit", "--file", str(changed), "--who", "阿玲", "--why", "期限")
    assert done.returncode == 0, done.stderr
    assert "valid_until" in done.stdout
    assert "2030-12-31" in done.stdout
    assert "nothing is different" in knowledge("edit", "nurse-visit", "--file", str(changed)).stderr
    entries = json.loads(knowledge("history", "nurse-visit", "--json").stdout)
    assert [(e["who"], e["action"], e["why"], e["changed"]) for e in entries] == [
        ("阿玲", "saved", "期限", ["valid_until"]),
        ("shipped", "shipped", "came with the program", []),
    ]
    assert knowledge("restore", "nurse-visit", str(entries[1]["revision"])).returncode == 0
    assert stored(store, "nurse-visit").item.valid_until is None


def test_an_edit_that_only_reads_alike_is_one(knowledge: Run, store: ItemStore, tmp_path: Path) -> None:
    """Two questions in one line are not the same as two lines."""
    for asked in (["收费吗；要约吗"], ["收费吗", "要约吗"]):
        changed = document("nurse-visit", "护士上门", questions={"cmn": asked, "yue": ["点样办"]})
        done = knowledge("edit", "nurse-visit", "--file", str(write(tmp_path / "new.yaml", changed)))
        assert "questions.cmn" in done.stdout
        assert stored(store, "nurse-visit").item.questions.cmn == tuple(asked)


def test_nobody_signs_with_the_name_of_the_program(knowledge: Run, store: ItemStore) -> None:
    done = knowledge("withdraw", "nurse-visit", "--who", "Shipped", "--why", "x")
    assert done.returncode == 1
    assert "your own name" in done.stderr
    assert stored(store, "nurse-visit").status == "published"


def test_what_was_offered_is_not_taken_for_what_the_item_was(knowledge: Run, store: ItemStore, items: Path) -> None:
    store.save(Item.model_validate(document("nurse-visit", "我们的")), who="a", why="", status="published")
    write(items / "some.yaml", document("nurse-visit", "护士上门", grade="B"), document("hand-rail", "装扶手"))
    store.seed_from(items)
    ours = document("nurse-visit", "我们的", verified_on="2026-11-02")
    store.save(Item.model_validate(ours), who="a", why="", status="published")
    entries = json.loads(knowledge("history", "nurse-visit", "--json").stdout)
    assert [entry["action"] for entry in entries] == ["saved", "offered", "saved", "shipped"]
    assert entries[0]["changed"] == ["verified_on"]
    assert "grade" in entries[1]["changed"]


def other_folder(tmp_path: Path) -> str:
    """A folder of items with none of those that are shipped."""
    folder = tmp_path / "other"
    folder.mkdir(exist_ok=True)
    write(folder / "one.yaml", document("other-one", "别的"))
    return str(folder)


def test_looking_takes_nothing_in_but_the_first_items(knowledge: Run, tmp_path: Path) -> None:
    first = knowledge("list")
    assert "2 added" in first.stderr
    other = other_folder(tmp_path)
    for looking in (
        ("list",),
        ("show", "nurse-visit"),
        ("export",),
        ("history", "nurse-visit"),
        ("check", "--no-reach"),
    ):
        done = knowledge(*looking, QIAOBAN_ITEMS=other)
        assert done.returncode == 0, done.stderr
        assert "added" not in done.stderr
    assert knowledge("publish", "nurse-visit", QIAOBAN_ITEMS=other).returncode == 0
    assert {row["id"] for row in json.loads(knowledge("list", "--json").stdout)} == {"nurse-visit", "hand-rail"}
    assert "1 added, 2 withdrawn" in knowledge("seed", QIAOBAN_ITEMS=other).stderr.replace("\n", " ")


def test_many_items_do_not_go_unless_somebody_says_so(knowledge: Run, items: Path, tmp_path: Path) -> None:
    write(items / "some.yaml", *(document(f"item-{n}", f"第{n}") for n in range(6)))
    knowledge("list")
    other = other_folder(tmp_path)
    for _ in range(2):
        done = knowledge("seed", QIAOBAN_ITEMS=other)
        told = done.stderr.replace("\n", "")
        assert done.returncode == 0
        assert "6 published items" in told
        assert other in told
        assert "--withdraw-missing" in told
        assert "7 items are published" in told
    assert "6 withdrawn" in knowledge("seed", "--withdraw-missing", QIAOBAN_ITEMS=other).stderr


def test_the_editor_of_the_person_is_opened_on_the_item(knowledge: Run, store: ItemStore, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/grade: A/grade: B/' \"$1\"\n")
    editor.chmod(0o755)
    done = knowledge("edit", "nurse-visit", EDITOR=str(editor))
    assert done.returncode == 0, done.stderr
    assert "grade" in done.stdout
    assert stored(store, "nurse-visit").item.grade == "B"


def test_what_was_written_with_a_fault_is_not_lost(knowledge: Run, store: ItemStore, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/grade: A/grade: Z/' \"$1\"\n")
    editor.chmod(0o755)
    done = knowledge("edit", "nurse-visit", EDITOR=str(editor), TMPDIR=str(tmp_path))
    assert done.returncode == 1
    assert "the text in the editor:" in done.stderr
    kept = [path for path in tmp_path.glob("*.yaml") if "grade: Z" in path.read_text(encoding="utf-8")]
    assert len(kept) == 1
    assert kept[0].name in done.stderr.replace("\n", "")
    assert stored(store, "nurse-visit").item.grade == "A"


@pytest.mark.parametrize(
    ("then", "code"),
    [
        ("exit 3", 1),
        ("kill -INT $PPID; sleep 1", 130),
        ("sqlite3", 1),
    ],
    ids=["the editor fails", "Ctrl-C", "the database fails"],
)
def test_what_was_written_is_kept_whatever_happens(
    knowledge: Run, store: ItemStore, tmp_path: Path, then: str, code: int
) -> None:
    if then == "sqlite3":
        spoiling = "import sqlite3; sqlite3.connect('qiaoban.db').execute('DROP TABLE knowledge_history')"
        then = f'{sys.executable} -c "{spoiling}"'
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\nsed -i 's/grade: A/grade: B/' \"$1\"\n{then}\n")
    editor.chmod(0o755)
    done = knowledge("edit", "nurse-visit", EDITOR=str(editor), TMPDIR=str(tmp_path))
    assert done.returncode == code, done.stderr
    kept = [path for path in tmp_path.glob("nurse-visit-*.yaml") if "grade: B" in path.read_text(encoding="utf-8")]
    assert len(kept) == 1
    assert kept[0].name in done.stderr.replace("\n", "")
    assert stored(store, "nurse-visit").item.grade == "A"


def test_an_editor_that_is_just_closed_leaves_nothing_behind(knowledge: Run, tmp_path: Path) -> None:
    done = knowledge("edit", "nurse-visit", EDITOR="true", TMPDIR=str(tmp_path))
    assert "nothing is different" in done.stderr
    assert list(tmp_path.glob("nurse-visit-*")) == []


def test_a_draft_waits_until_somebody_publishes_it(knowledge: Run, store: ItemStore, tmp_path: Path) -> None:
    added = knowledge("add", "--draft", str(write(tmp_path / "new.yaml", document("meal-van", "送餐车"))))
    assert added.returncode == 0, added.stderr
    assert [item.id for item in store.published().items] == ["hand-rail", "nurse-visit"]
    assert problems(knowledge) == (0, {("draft", "meal-van")})
    assert knowledge("publish", "meal-van").returncode == 0
    hits = json.loads(knowledge("search", "送餐车怎么办", "--json").stdout)
    assert hits[0]["id"] == "meal-van"
    assert hits[0]["matched"]
    assert knowledge("withdraw", "meal-van").returncode == 2
    assert knowledge("withdraw", "meal-van", "--why", "停了").returncode == 0
    assert stored(store, "meal-van").status == "withdrawn"


def test_other_items_are_not_overwritten_by_accident(knowledge: Run, store: ItemStore, tmp_path: Path) -> None:
    file = write(tmp_path / "new.yaml", document("meal-van", "送餐车"), document("nurse-visit", "另一个"))
    refused = knowledge("add", str(file))
    assert refused.returncode == 1
    assert "nurse-visit" in refused.stderr
    assert store.get("meal-van") is None
    assert knowledge("add", "--replace", str(file)).returncode == 0
    assert stored(store, "nurse-visit").item.title.cmn == "另一个"


def test_adding_undoes_no_decision_by_accident(knowledge: Run, store: ItemStore, tmp_path: Path) -> None:
    same = write(tmp_path / "same.yaml", document("meal-van", "送餐车"), document("nurse-visit", "护士上门"))
    drafts = knowledge("add", "--draft", str(same))
    store.withdraw("nurse-visit", who="a", why="停办")
    again = knowledge("add", str(same))
    for refused in (drafts, again):
        assert refused.returncode == 1
        assert "nurse-visit" in refused.stderr
    assert store.get("meal-van") is None
    assert stored(store, "nurse-visit").status == "withdrawn"
    assert knowledge("add", "--replace", str(same)).returncode == 0
    assert stored(store, "nurse-visit").status == "published"
    assert stored(store, "nurse-visit").revision == stored(store, "meal-van").revision


@pytest.mark.parametrize("command", [("add", "--replace"), ("edit", "nurse-visit", "--file")], ids=["add", "edit"])
def test_a_damaged_item_is_mended_from_a_file(
    knowledge: Run, store: ItemStore, tmp_path: Path, command: tuple[str, ...]
) -> None:
    with closing(sqlite3.connect(tmp_path / "qiaoban.db")) as sql, sql:
        sql.execute("UPDATE knowledge_items SET document = CAST(x'7bff7d' AS TEXT) WHERE id = 'nurse-visit'")
    assert list(store.damaged()) == ["nurse-visit"]
    file = write(tmp_path / "new.yaml", document("nurse-visit", "护士上门"))
    assert knowledge("add", str(file)).returncode == 1
    done = knowledge(*command, str(file))
    assert done.returncode == 0, done.stderr
    assert stored(store, "nurse-visit").status == "published"
    assert store.damaged() == {}


def test_what_is_exported_as_yaml_loads_back(knowledge: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.yaml"
    assert knowledge("export", str(file)).returncode == 0
    checked = knowledge("check", str(file))
    assert checked.returncode == 0, checked.stderr
    again = knowledge("add", str(file))
    assert again.stderr.count("already") == 2
    assert knowledge("export").stdout == file.read_text(encoding="utf-8")
    assert {item["id"] for item in json.loads(knowledge("export", "--format", "json").stdout)} == {
        "nurse-visit",
        "hand-rail",
    }


def test_a_table_for_a_spreadsheet_computes_nothing(knowledge: Run, tmp_path: Path) -> None:
    evil = document("evil", "=HYPERLINK(1)")
    assert knowledge("add", str(write(tmp_path / "evil.yaml", evil))).returncode == 0
    rows = list(csv.DictReader(io.StringIO(knowledge("export", "--format", "csv").stdout)))
    assert {row["id"]: row["title.cmn"] for row in rows} == {
        "evil": "'=HYPERLINK(1)",
        "hand-rail": "装扶手",
        "nurse-visit": "护士上门",
    }
    file = tmp_path / "all.csv"
    assert knowledge("export", str(file)).returncode == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,")


def test_check_names_what_a_person_should_look_at(knowledge: Run, store: ItemStore, items: Path) -> None:
    source = {"title": "资料", "issuer": "单位"}
    for written in (
        document("gone-by", "过期的", valid_until="2020-01-01"),
        document("long-ago", "很久以前", verified_on="2020-01-01"),
        document("no-source", "没有出处", source=source),
        document("not-known", "未知的", source=source, known=False),
        document("shadow", "影子", questions={"cmn": ["护士上门怎么办"], "yue": ["护士上门点样办"]}),
        canteen("eat-1", "东湖饭堂", phone="0750-1234567", address="东湖路1号"),
        canteen("eat-2", "东湖饭堂", phone="1234567", address="东湖路9号"),
        canteen("eat-3", "西湖饭堂", phone="0750 123 4567"),
        document("hand-rail", "我们的扶手"),
    ):
        store.save(Item.model_validate(written), who="a", why="", status="published")
    write(items / "some.yaml", document("nurse-visit", "护士上门"), document("hand-rail", "程序的新扶手"))
    store.seed_from(items)
    code, found = problems(knowledge)
    assert code == 0
    assert found >= {
        ("ended", "gone-by"),
        ("stale", "long-ago"),
        ("unsourced", "no-source"),
        ("unreachable", "shadow"),
        ("contradictory", "eat-1"),
        ("contradictory", "eat-2"),
        ("contradictory", "eat-3"),
        ("offered", "hand-rail"),
    }
    assert not found & {("unsourced", "not-known"), ("stale", "gone-by"), ("unreachable", "nurse-visit")}


def test_a_damaged_row_is_a_fault_and_can_be_mended(knowledge: Run, store: ItemStore, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "qiaoban.db")) as sql, sql:
        sql.execute("UPDATE knowledge_items SET document = '{' WHERE id = 'nurse-visit'")
    code, found = problems(knowledge)
    assert (code, found) == (1, {("damaged", "nurse-visit")})
    assert "nurse-visit" in knowledge("list").stderr
    refused = knowledge("show", "nurse-visit")
    assert refused.returncode == 1
    assert "qiaoban knowledge history nurse-visit" in refused.stderr.replace("\n", " ")
    assert knowledge("restore", "nurse-visit", "1").returncode == 0
    assert problems(knowledge) == (0, set())


def test_a_faulty_file_does_not_keep_the_rest_from_being_checked(knowledge: Run, store: ItemStore, items: Path) -> None:
    (items / "broken.yaml").write_text("- id: half\n", encoding="utf-8")
    done = knowledge("check", "--no-reach")
    assert done.returncode == 1
    assert "broken.yaml:1" in done.stderr.replace("\n", "")
    assert "2 items are sound" in done.stdout
