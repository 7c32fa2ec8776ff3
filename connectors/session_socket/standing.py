"""How a person's wish for a human stands, as the person's client is told: once on connecting, then on every change."""

from __future__ import annotations

from pydantic import BaseModel

from bot.handover import Standing
from bot.turn import Dialect
from bot.wording import Wording


class StandingView(BaseModel):
    """What a client shows. ``text`` is a sentence for the person; ``say``: it is news, to be said aloud."""

    state: str
    agent: str | None
    on_duty: bool
    ahead: int
    text: str
    say: bool
    dialect: Dialect


def view(now: Standing, before: Standing | None, wording: Wording, dialect: Dialect) -> StandingView:
    """The standing in words; what changed since ``before`` is said."""
    key = _key(now, before)
    slots = {}
    if key == "staff_joined":
        slots = {"name": now.agent_name or ""}
    if key == "staff_waiting":
        ahead = wording.say("staff_ahead", dialect, number=str(now.ahead)) if now.ahead else ""
        slots = {"ahead": ahead}
    return StandingView(
        state=now.state,
        agent=now.agent_name,
        on_duty=now.on_duty,
        ahead=now.ahead,
        text=wording.say(key, dialect, **slots) if key else "",
        say=bool(key) and before is not None and key != _key(before, None),
        dialect=dialect,
    )


def _key(now: Standing, before: Standing | None) -> str:
    """The phrase for it; nothing where there is nothing to say."""
    was_held = before is not None and before.state == "held"
    if now.state == "held":
        return "staff_joined"
    if now.state == "waiting":
        if was_held:
            return "staff_lost"
        return "staff_waiting" if now.on_duty else "staff_absent"
    return "staff_left" if was_held else ""
