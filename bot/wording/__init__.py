"""What is said, in both dialects, as data."""

from bot.wording.phrases import Wording, WordingError

__all__ = ["Wording", "WordingError"]
