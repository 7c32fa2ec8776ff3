"""What a question wants to know, and under which conditions, read from its words."""

from knowledge.asking.asking import Asking, Aspect, PriceWish, When, Who
from knowledge.asking.reading import asked

__all__ = ["Asking", "Aspect", "PriceWish", "When", "Who", "asked"]
