"""How well utterances are understood that nothing was trained with, beside Rasa as it comes."""

from bot.evaluation.figures import Figures, figures
from bot.evaluation.outcome import Outcome
from bot.evaluation.utterances import Part, Utterance, UtterancesError, load_utterances

__all__ = ["Figures", "Outcome", "Part", "Utterance", "UtterancesError", "figures", "load_utterances"]
