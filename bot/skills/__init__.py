"""One file per thing the assistant can do; a directive names the skill."""

from bot.skills import answer, canteens, hand_over, pace, scam, small_talk
from bot.skills.base import Draft, Phrasing, Skill, SkillContext

_MODULES = (answer, canteens, hand_over, pace, scam, small_talk)

SKILLS: dict[str, Skill] = {name: skill for module in _MODULES for name, skill in module.SKILLS.items()}
"""Every skill by the name that directives use."""

__all__ = ["SKILLS", "Draft", "Phrasing", "Skill", "SkillContext"]
