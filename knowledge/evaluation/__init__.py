"""How well search finds the right item and says that it knows none, beside simpler ways of finding."""

from knowledge.evaluation.evaluating import Evaluation, evaluate
from knowledge.evaluation.finder import Finder, Found
from knowledge.evaluation.finders import all_finders
from knowledge.evaluation.questions import Part, Question, QuestionsError, load_questions
from knowledge.evaluation.targets import Verdict, verdicts

__all__ = [
    "Evaluation",
    "Finder",
    "Found",
    "Part",
    "Question",
    "QuestionsError",
    "Verdict",
    "all_finders",
    "evaluate",
    "load_questions",
    "verdicts",
]
