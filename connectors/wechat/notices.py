"""Tells a person on WeChat when an agent has come, or gone."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session as SqlSession

from bot.handover import Change, Outcome, Watch
from bot.turn import Dialect
from bot.wording import Wording
from connectors.outbox import put
from connectors.wechat.rendering import text_message
from connectors.wechat.tables import PersonRow

_OVER = frozenset({Outcome.DONE.value, Outcome.RETURNED.value})


def notices(wording: Wording, default_dialect: Dialect) -> Watch:
    """Watches cases, and puts what their people are told into the outbox, in the transaction of the change.

    Args:
        wording: in which it is said.
        default_dialect: where the case knows none.
    """

    def tell(sql: SqlSession, change: Change) -> None:
        case = change.case
        text = _text(change, wording, Dialect(case.dialect) if case.dialect in set(Dialect) else default_dialect)
        openid = sql.scalar(select(PersonRow.openid).where(PersonRow.session_id == case.session_id)) if text else None
        if openid:
            put(sql, openid, text_message(text), name=f"case-event:{change.event}")

    return tell


def _text(change: Change, wording: Wording, dialect: Dialect) -> str:
    """What is said of a change; nothing of one that the person does not notice."""
    if change.what == "taken" and change.case.agent:
        return wording.say("staff_joined", dialect, name=change.case.agent.display_name)
    if change.what == "agent_lost":
        return wording.say("staff_lost", dialect)
    return wording.say("staff_left", dialect) if change.what in _OVER and change.was_held else ""
