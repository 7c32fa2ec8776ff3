from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.loading import ItemError, default_items_directory, load_items

GOOD = """\
- id: test-one
  kind: service
  topic: hotline
  title: {cmn: 标题, yue: 标题}
  answer:
    cmn: 答案。
    yue: 答案。
  questions:
    cmn: [怎么问]
    yue: [点样问]
  source:
    title: 资料
    issuer: 单位
  verified_on: "2026-11-01"
  grade: A
"""


def _fault(directory: Path) -> str:
    with pytest.raises(ItemError) as error:
        load_items(directory)
    return str(error.value)


def test_good_items_load_in_file_order(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.yml").write_text(GOOD.replace("test-one", "test-two"), encoding="utf-8")
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / ".hidden.yaml").write_text("not: an item", encoding="utf-8")
    assert [item.id for item in load_items(tmp_path)] == ["test-one", "test-two"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    yue: 答案。\n", "", 5, "answer.yue: is missing"),
        ("  grade: A\n", "  grade: A\n  garde: B\n", 16, "garde: is not a field"),
        ("    yue: 答案。\n", "    yue: ''\n", 7, "answer.yue: is empty"),
        ("    yue: 答案。\n", "    yue: 12345\n", 7, "put it in quotes"),
        ("    yue: [点样问]\n", "    yue: []\n", 10, "questions.yue: is an empty list"),
        ("  grade: A\n", "  grade: C\n", 15, "grade"),
        ('"2026-11-01"', '"昨天"', 14, "verified_on"),
        ("  kind: service\n", "  kind: canteen\n", 1, "needs a 'canteen' section"),
    ],
)
def test_a_fault_is_named_with_file_and_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    path = tmp_path / "wrong.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    said = _fault(tmp_path)
    assert f"{path}:{line}: " in said
    assert words in said
    assert "'test-one'" in said


def test_all_faults_of_all_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD.replace("grade: A", "grade: X"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text("- id: [broken\n  kind: x\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_bytes(b"- id: ok\n  title: \xff\xfe\n")
    (tmp_path / "d.yaml").write_text(GOOD.replace("  kind", "  id: again\n  kind", 1), encoding="utf-8")
    said = _fault(tmp_path)
    assert "4 faults" in said
    for name, line in (("a.yaml", 15), ("b.yaml", 2), ("c.yaml", 2), ("d.yaml", 2)):
        assert f"{tmp_path / name}:{line}: " in said


def test_an_id_used_twice_names_both_places(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("# copied\n" + GOOD, encoding="utf-8")
    said = _fault(tmp_path)
    assert f"{tmp_path / 'b.yaml'}:2" in said
    assert f"{tmp_path / 'a.yaml'}:1" in said


def test_nothing_to_load_is_said(tmp_path: Path) -> None:
    assert "no items found" in _fault(tmp_path)
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    assert "no items found" in _fault(tmp_path)
    assert "no such folder" in _fault(tmp_path / "missing")


def test_the_shipped_items_are_sound() -> None:
    items = load_items(default_items_directory())
    assert len(items) >= 60
    assert {item.kind for item in items} >= {"service", "canteen", "voucher", "fraud_warning", "contact"}
