"""What is known of the places to eat, held against what somebody wants."""

from knowledge.canteens.choosing import Choice, choose
from knowledge.canteens.index import Canteens, canteens_of
from knowledge.canteens.judging import judge
from knowledge.canteens.opening import open_now
from knowledge.canteens.verdict import Known, Reason, Verdict

__all__ = ["Canteens", "Choice", "Known", "Reason", "Verdict", "canteens_of", "choose", "judge", "open_now"]
