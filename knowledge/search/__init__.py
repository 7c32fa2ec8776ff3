"""Finding items: by characters, by sound and by meaning, fused and calibrated."""

from knowledge.districts import districts_in
from knowledge.search.engine import ANSWERS, KnowledgeSearch
from knowledge.search.hit import Hit
from knowledge.search.semantic import Encoder

__all__ = ["ANSWERS", "Encoder", "Hit", "KnowledgeSearch", "districts_in"]
