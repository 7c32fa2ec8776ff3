"""`qiaoban evaluate search`, as it is typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from connectors.cli.evaluate.document import put_section, write
from connectors.cli.evaluate.search import SETS
from knowledge.evaluation import Evaluation, Found, Question, evaluate
from knowledge.evaluation.finders import CHARACTERS, OURS
from tests.commands import Done, qiaoban

Run = Callable[..., Done]


def document(item_id: str, title: str) -> dict[str, object]:
    """An item as it is written in YAML."""
    return {
        "id": item_id,
        "kind": "service",
        "topic": "home_care",
        "title": {"cmn": title, "yue": title},
        "answer": {"cmn": f"{title}请打12345问。", "yue": f"{title}打12345问下啦。"},
        "questions": {"cmn": [f"{title}怎么办"], "yue": [f"{title}点样办"]},
        "source": {"title": "资料", "issuer": "单位"},
        "verified_on": "2026-11-01",
        "grade": "A",
    }


QUESTIONS = """\
- {text: 护士上门点样办, dialect: yue, slice: clean, items: [nurse-visit]}
- {text: 想装个扶手, dialect: cmn, slice: noise, items: [nurse-visit]}
- {text: 火星几时落雨, dialect: yue, slice: unanswerable, wording: clean, items: []}
"""


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    folder = tmp_path / "sets"
    folder.mkdir()
    for part in ("dev", "test"):
        (folder / f"{part}_some.yaml").write_text(QUESTIONS, encoding="utf-8")
    return folder


@pytest.fixture
def search(tmp_path: Path) -> Run:
    """Runs `qiaoban evaluate search …` with two items and nothing trained."""
    items = tmp_path / "items"
    items.mkdir()
    written = [document("nurse-visit", "护士上门"), document("hand-rail", "装扶手")]
    (items / "some.yaml").write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
    ours = {"QIAOBAN_HOME": str(tmp_path), "QIAOBAN_ITEMS": str(items), "NO_COLOR": "1", "COLUMNS": "200"}

    def run(*arguments: str, **environment: str) -> Done:
        return qiaoban("evaluate", "search", *arguments, cwd=tmp_path, settings=ours | environment)

    return run


def test_figures_for_a_program(search: Run, sets: Path) -> None:
    done = search("--sets", str(sets), "--json", "--show")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [system["name"] for system in found["finders"]] == ["BM25", "BM25 +questions", "BM25 jieba", "ours"]
    everything, *_ = found["finders"][-1]["cells"]
    assert everything["ranking"]["questions"] == 2
    assert everything["ranking"]["recall_1"] == 0.5
    assert [m["question"]["text"] for m in found["mistakes"] if m["what"].startswith("wrong item")] == ["想装个扶手"]
    assert {target["met"] for target in found["targets"]} <= {True, False, None}
    assert "qiaoban train" in " ".join(done.stderr.split())  # nothing is trained here, and it says so


def test_tables_mistakes_and_charts_for_people(search: Run, sets: Path, tmp_path: Path) -> None:
    done = search("--sets", str(sets), "--show", "--chart", str(tmp_path / "charts"))
    assert done.returncode == 0, done.stderr
    for words in ("right item first, clean wording", "100.0 %", "noise cmn", "[noise, cmn] 想装个扶手"):
        assert words in done.stdout
    assert {path.name for path in (tmp_path / "charts").iterdir()} == {"search-recall.svg", "search-reliability.svg"}


def test_the_test_part_gives_figures_and_not_one_of_its_questions(search: Run, sets: Path) -> None:
    done = search("--sets", str(sets), "--part", "test", "--json")
    assert done.returncode == 0, done.stderr
    assert "mistakes" not in json.loads(done.stdout)
    assert "扶手" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--part", "test", "--show"], "only counted"),
        (["--part", "dev", "--write"], "--part test"),
        (["--part", "test", "--write"], "QIAOBAN_ITEMS"),
        (["--sets", "nowhere"], "--sets"),
    ],
)
def test_what_it_refuses_it_refuses_with_a_sentence(search: Run, arguments: list[str], said: str) -> None:
    done = search(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert not done.stdout


def test_a_fault_in_a_question_names_file_and_line(search: Run, sets: Path) -> None:
    with (sets / "dev_some.yaml").open("a", encoding="utf-8") as file:
        file.write("- {text: 丙, dialect: yue, slice: clean, items: [nobody-knows]}\n")
    done = search("--sets", str(sets))
    assert done.returncode == 1
    assert "dev_some.yaml:4: items: there is no item nobody-knows" in done.stderr


@dataclass
class Only:
    """Finds the same item for every question that has words."""

    name: str
    score: float
    calibrated: bool
    threshold: float | None = 0.5

    def find(self, query: str) -> list[Found]:
        return [Found("nurse-visit", self.score)] if query else []


@pytest.fixture
def evaluation() -> Evaluation:
    questions = [Question.model_validate(one) for one in yaml.safe_load(QUESTIONS)]
    finders = [Only(CHARACTERS, 3.0, False), Only(OURS, 0.75, True)]
    return evaluate("test", questions, questions, finders)


def test_the_page_keeps_all_but_the_section_and_charts_can_be_compared(evaluation: Evaluation, tmp_path: Path) -> None:
    page = tmp_path / "evaluation.md"
    page.write_text(
        "# Evaluation\n\nBefore.\n\n<!-- search -->\nformer\n<!-- /search -->\n\nAfter.\n", encoding="utf-8"
    )
    written = write(evaluation, tmp_path)
    first = [path.read_bytes() for path in written]
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Evaluation\n\nBefore.\n") and text.endswith("\nAfter.\n") and "former" not in text
    assert "| right item first, clean wording | 100.0 % | ≥ 90.0 % | met |" in text
    assert "| clean | 1+1 | – 0.0 0.0 | – 0.0 0.0 |" in text
    for image in written[1:]:
        assert f"](images/{image.name})" in text
        assert ElementTree.parse(image).getroot().tag.endswith("svg")  # noqa: S314 - our own file
    assert [path.read_bytes() for path in write(evaluation, tmp_path)] == first


def test_a_page_without_the_section_gets_it_at_its_end(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n", encoding="utf-8")
    put_section(page, "one", r"\1 first")
    put_section(page, "two", "second")
    put_section(page, "one", r"\2 changed")
    text = "# Page\n\n<!-- one -->\n\n\\2 changed\n\n<!-- /one -->\n\n<!-- two -->\n\nsecond\n\n<!-- /two -->\n"
    assert page.read_text(encoding="utf-8") == text


def test_the_projects_questions_are_where_they_are_looked_for() -> None:
    assert list(SETS.glob("dev_*.yaml")) and list(SETS.glob("test_*.yaml"))
