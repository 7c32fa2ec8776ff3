"""The questions that search is measured with, and the items that would answer them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal, cast

from pydantic import BaseModel, ConfigDict, model_validator

from knowledge.evaluation.cases import read_cases
from knowledge.item import Text

Part = Literal["dev", "test"]
"""``dev`` is looked at while search is improved; ``test`` is only counted."""

Wording = Literal["clean", "noise", "rambling", "mixed"]
"""Plain; as a recogniser mishears it; told at length; in traditional script, two dialects or with English words."""

QuestionDialect = Literal["yue", "cmn"]


class QuestionsError(ValueError):
    """Questions cannot be used. The text has one line per fault: file, line, what is wrong."""


class Question(BaseModel):
    """What a person says, and every item that is a right first answer; none where no item answers.

    ``slice`` is the wording, or ``unanswerable``; ``wording`` says then how the question is put.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Text
    dialect: QuestionDialect
    slice: Wording | Literal["unanswerable"]
    wording: Wording | None = None
    items: frozenset[Text]

    @model_validator(mode="after")
    def _consistent(self) -> Question:
        if (self.slice == "unanswerable") != (not self.items):
            raise ValueError("a question has items, or is of slice 'unanswerable' and has none")
        if (self.slice == "unanswerable") != (self.wording is not None):
            raise ValueError("an unanswerable question, and no other, says in 'wording' how it is put")
        return self

    @property
    def answerable(self) -> bool:
        """Whether an item answers it."""
        return bool(self.items)

    @property
    def put(self) -> Wording:
        """How it is put, whether an item answers it or not."""
        return cast(Wording, self.wording or self.slice)  # the validator has seen to it that one is a wording


def load_questions(folder: Path, part: Part, *, known: Collection[str] | None = None) -> list[Question]:
    """All questions in the files ``{part}_*.yaml`` of ``folder``, each a list of `Question`.

    Args:
        folder: where the files are.
        part: which of them.
        known: ids of the items there are; any other id in a question is a fault. None: all ids are taken.

    Raises:
        QuestionsError: there are none, or any file or question has a fault; every fault is named.
    """
    faults: list[str] = []
    places: dict[str, str] = {}
    questions: list[Question] = []
    for path in sorted(folder.glob(f"{part}_*.yaml")):
        for line, question in read_cases(path, Question, faults):
            unknown = sorted(question.items.difference(known)) if known is not None else []
            if unknown:
                faults.append(f"{path}:{line}: items: there is no item {', '.join(unknown)}")
            if question.text in places:
                faults.append(f"{path}:{line}: the same question is asked at {places[question.text]}")
            places.setdefault(question.text, f"{path}:{line}")
            questions.append(question)
    if not questions and not faults:
        faults.append(f"{folder}: there are no questions {part}_*.yaml; they come with the source of the project")
    if faults:
        raise QuestionsError("\n".join(faults))
    return questions
