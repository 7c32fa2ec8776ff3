"""Tells the desk that what an agent wrote has not reached its person on WeChat, not yet or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session as SqlSession

from bot.memory import Event
from bot.memory.locking import lock_free_sessions, lock_session
from bot.memory.tables import AgentMessageRow, CaseEventRow, CaseRow, SessionRow

_AGENTS_PARCEL = re.compile(r"agent:(\d{1,18})")
"""The name of a parcel with an agent's message, and in it the message's sequence."""

_JIANGMEN = ZoneInfo("Asia/Shanghai")

NOT_YET, NEVER = "not_arrived_yet", "not_delivered"
"""The events of a case."""


def undelivered(sql: SqlSession, name: str, *, for_good: bool) -> Sequence[Event]:
    """Note at its case that an agent's message did not reach the person; other parcels concern no agent.

    The event names the message by who wrote it and when: its words are not kept longer than the conversation. That
    one is late is noted once, for all that the agent wrote in that minute; not while the conversation is locked.
    """
    named = _AGENTS_PARCEL.fullmatch(name)
    message = sql.get(AgentMessageRow, int(named[1])) if named else None
    if message is None or (not for_good and _noted(sql, message)):
        return ()
    of_it = SessionRow.id == message.session_id
    if not (lock_session(sql, message.session_id) if for_good else lock_free_sessions(sql, of_it)):
        return ()  # the conversation is forgotten, or locked
    case = sql.scalars(select(CaseRow).where(CaseRow.id == message.case_id).with_for_update()).one()
    now = datetime.now(UTC)
    here, written = now.astimezone(_JIANGMEN), message.at.astimezone(_JIANGMEN)
    by = _that_day(message) if here.date() == written.date() else _any_day(message)
    sql.add(CaseEventRow(case_id=case.id, at=now, what=NEVER if for_good else NOT_YET, name=by))
    case.version += 1
    return (Event("case", message.session_id, case.id),)


def _noted(sql: SqlSession, message: AgentMessageRow) -> bool:
    """Whether it is noted already that the message is late."""
    same = CaseEventRow.case_id == message.case_id, CaseEventRow.what == NOT_YET, CaseEventRow.at >= message.at
    names = CaseEventRow.name.in_([_that_day(message), _any_day(message)])
    return bool(sql.scalar(select(exists().where(*same, names))))


def _that_day(message: AgentMessageRow) -> str:
    """Who wrote it and when, for the day on which it was written."""
    return f"{message.agent_name} {message.at.astimezone(_JIANGMEN):%H:%M}"


def _any_day(message: AgentMessageRow) -> str:
    """Who wrote it and when, for any other day."""
    at = message.at.astimezone(_JIANGMEN)
    return f"{message.agent_name} {at.month}月{at.day}日 {at:%H:%M}"
