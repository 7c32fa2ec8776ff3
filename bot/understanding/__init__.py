"""From text to a Directive: the Rasa client, and the process it talks to."""

from bot.understanding.protocol import Understander, Understanding, UnderstandingUnavailableError

__all__ = ["Understander", "Understanding", "UnderstandingUnavailableError"]
