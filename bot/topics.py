"""The closed set of topics a turn can be about; the ``topic`` field of every Reply."""

from __future__ import annotations

from enum import StrEnum
from typing import get_args

from knowledge.item import ServiceTopic


class Topic(StrEnum):
    """What a turn is about: a service of the city, or an act of the conversation itself."""

    # services
    CANTEEN = "canteen"
    VOUCHER = "voucher"
    ALLOWANCE = "allowance"
    SOCIAL_INSURANCE = "social_insurance"
    ELDER_CARD = "elder_card"
    HOME_ADAPTATION = "home_adaptation"
    HOME_CARE = "home_care"
    ERRANDS = "errands"
    RESIDENTIAL_CARE = "residential_care"
    HEALTH = "health"
    ASSISTIVE_DEVICE = "assistive_device"
    LEARNING = "learning"
    ACTIVITIES = "activities"
    JOBS = "jobs"
    CROSS_BORDER = "cross_border"
    HOTLINE = "hotline"
    POLICY = "policy"
    FRAUD = "fraud"
    # acts
    GREET = "greet"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    HELP = "help"
    REPEAT = "repeat"
    SLOWER = "slower"
    LOUDER = "louder"
    SWITCH_DIALECT = "switch_dialect"
    HUMAN = "human"
    COMPLAINT = "complaint"
    EMERGENCY = "emergency"
    AFFIRM = "affirm"
    DENY = "deny"
    CHITCHAT = "chitchat"
    UNKNOWN = "unknown"


SERVICE_TOPICS: frozenset[Topic] = frozenset(map(Topic, get_args(ServiceTopic)))
"""Topics that are answered from knowledge items."""
