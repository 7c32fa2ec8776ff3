"""``qiaoban knowledge import``, as staff run it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests import commands
from tests.knowledge.importing import files


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def qiaoban(home: Path, *arguments: str | Path, **settings: str) -> commands.Done:
    return commands.qiaoban("knowledge", *arguments, cwd=home, settings={"QIAOBAN_HOME": str(home), **settings})


def imported(home: Path, *arguments: str | Path) -> dict[str, Any]:
    done = qiaoban(home, "import", "--json", *arguments)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer | {"code": done.returncode}


def test_a_list_is_imported_reviewed_and_found(home: Path) -> None:
    path = files.canteen_xlsx(home / "饭堂.xlsx")
    said = ("--issuer", "江门市民政局", "--published", "2026-01", "--grade", "A")

    first = imported(home, path, *said)
    assert first["code"] == 0
    drafts = first["files"][0]["drafts"]
    assert [draft["outcome"] for draft in drafts] == ["new", "new", "new"]

    assert qiaoban(home, "publish", drafts[0]["id"]).returncode == 0
    changed = [files.CANTEEN_HEADER, (*files.CANTEENS[0][:5], "老人9元", *files.CANTEENS[0][6:])]
    again = imported(home, files.canteen_xlsx(path, changed), *said)["files"][0]
    assert [draft["outcome"] for draft in again["drafts"]] == ["beside"]
    assert set(again["vanished"]) == {draft["id"] for draft in drafts[1:]}

    found = json.loads(qiaoban(home, "search", "东湖长者饭堂几点开餐", "--json").stdout)
    assert found[0]["id"] == drafts[0]["id"]


def test_one_bad_file_does_not_stop_the_others(home: Path) -> None:
    bad = home / "坏.pdf"
    bad.write_bytes(b"MZ\x90\x00")
    good = files.policy_docx(home / "办法.docx")

    answer = imported(home, bad, good)

    assert answer["code"] == 1
    assert [file["outcome"] for file in answer["files"]] == ["refused", "imported"]
    assert answer["files"][0]["kind"] == "MislabelledError"
    told = qiaoban(home, "import", bad, good)
    assert "Windows program" in told.stderr and "2 unchanged, 1 refused" in told.stderr.replace("\n", " ")


def test_what_is_missing_is_named_with_its_option(home: Path) -> None:
    done = qiaoban(home, "import", files.canteen_xlsx(home / "饭堂.xlsx"))
    assert done.returncode == 1
    assert "--issuer" in done.stderr


def test_columns_from_a_file_and_one_by_one(home: Path) -> None:
    rows = [("甲", "乙", "丙"), ("东湖长者饭堂", "蓬江区东湖路8号", "0750-3111001")]
    path = files.canteen_xlsx(home / "t.xlsx", rows)
    mapping = home / "columns.yaml"
    mapping.write_text("甲: title\n乙: address\n", encoding="utf-8")
    said = ("--issuer", "甲方", "--published", "2026", "--dry-run")

    answer = imported(home, path, "--columns", mapping, "--column", "丙=phone", "--district", "江海", *said)

    item = answer["files"][0]["drafts"][0]["item"]
    assert item["canteen"] == {"address": "蓬江区东湖路8号", "phone": "0750-3111001"}
    assert item["districts"] == ["江海"]
    assert imported(home, path, *said)["files"][0]["outcome"] == "imported"
    for wrong in (("--column", "甲"), ("--district", "广州")):
        done = qiaoban(home, "import", path, *wrong)
        assert done.returncode == 2 and wrong[0] in done.stderr


def test_limits_are_settings(home: Path) -> None:
    path = files.canteen_xlsx(home / "饭堂.xlsx")
    done = qiaoban(home, "import", path, QIAOBAN_IMPORT_CELLS="10")
    assert done.returncode == 1 and "10 cells" in done.stderr
    done = qiaoban(home, "import", path, QIAOBAN_IMPORT_CELLS="many")
    assert done.returncode == 2 and "QIAOBAN_IMPORT_CELLS" in done.stderr
