"""Who may do what at the desk."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person of the staff is there for."""

    AGENT = "agent"
    EDITOR = "editor"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Right(StrEnum):
    """Taking cases and answering in them; acting in cases that another agent holds. Everybody may look."""

    SERVE = "serve"
    OVERRULE = "overrule"


_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: frozenset({Right.SERVE}),
    Role.EDITOR: frozenset(),
    Role.SUPERVISOR: frozenset({Right.SERVE, Right.OVERRULE}),
    Role.ADMIN: frozenset({Right.SERVE, Right.OVERRULE}),
}


def has(role: Role, right: Right) -> bool:
    """Whether that role has that right."""
    return right in _RIGHTS[role]
