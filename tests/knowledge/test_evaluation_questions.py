"""The questions that search is measured with: how they are read, and that search has not learnt them."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.chinese import characters, normalise
from knowledge.evaluation import QuestionsError, load_questions
from knowledge.loading import default_items_directory, load_items
from knowledge.search.off_topic import off_topic
from knowledge.search.texts import asked_texts

SETS = Path(__file__).parent.parent / "evaluation" / "search"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {text: 甲, dialect: yue, slice: clean, items: [a]}\n- {text: 乙, dialect: hakka, slice: clean, items: [a]}",
         ":2: dialect: "),
        ("- {text: 甲, dialect: yue, slice: clean, items: []}", ":1: Value error, a question has items, or is of"),
        ("- {text: 甲, dialect: yue, slice: unanswerable, items: []}", "says in 'wording' how it is put"),
        ("- {text: 甲, dialect: yue, slice: clean, wording: clean, items: [a]}", "says in 'wording' how it is put"),
        ("- {text: 甲, dialect: yue, slice: clean, items: [a, nowhere]}", ":1: items: there is no item nowhere"),
        ("- {text: 甲, dialect: yue, slice: clean, items: [a], slcie: 1}", ":1: slcie: "),
        ("\n- &one {text: 甲, dialect: yue, slice: clean, items: [a]}\n- *one", "the same question is asked at"),
        ("- {text: 甲, dialect: yue", "not valid YAML"),
        ("text: 甲", "should be a list of questions"),
    ],
)  # fmt: skip
def test_faults_name_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "dev_some.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QuestionsError) as fault:
        load_questions(tmp_path, "dev", known={"a"})
    assert str(fault.value).startswith(str(path))
    assert said in str(fault.value)


def test_a_folder_without_questions_of_the_part(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match=r"there are no questions test_\*\.yaml"):
        load_questions(tmp_path, "test")


def test_the_projects_questions_are_sound_and_new_to_search() -> None:
    """None of the test part is said in the dev part, and none of either is what search learns from."""
    items = load_items(default_items_directory())
    known = {item.id for item in items}
    dev, test = ({_said(q.text) for q in load_questions(SETS, part, known=known)} for part in ("dev", "test"))
    learnt = {_said(text) for item in items for text in asked_texts(item)} | {_said(text) for text in off_topic()}
    shared = (len(dev & test), len(dev & learnt), len(test & learnt))  # numbers: a failure prints no question
    assert shared == (0, 0, 0)


def _said(text: str) -> str:
    return "".join(characters(normalise(text)))
