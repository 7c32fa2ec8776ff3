"""Families: who is told when an older adult meets danger, and only that."""

from bot.family.links import CODE_LASTS, Alert, CodeError, FamilyLinks, Tell

__all__ = ["CODE_LASTS", "Alert", "CodeError", "FamilyLinks", "Tell"]
