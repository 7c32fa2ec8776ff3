"""Tells the desk that WeChat could not deliver what an agent wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as SqlSession

from bot.memory import Event
from bot.memory.locking import lock_session
from bot.memory.tables import AgentMessageRow, CaseEventRow, CaseRow
from connectors.outbox import Parcel

_AGENTS_PARCEL = re.compile(r"agent:(\d{1,18})")
"""The name of a parcel with an agent's message, and in it the message's sequence."""


def undelivered(sql: SqlSession, parcel: Parcel) -> Sequence[Event]:
    """Note at its case that an agent's message did not reach the person; other parcels concern no agent."""
    named = _AGENTS_PARCEL.fullmatch(parcel.name or "")
    message = sql.get(AgentMessageRow, int(named[1])) if named else None
    if message is None or lock_session(sql, message.session_id) is None:  # nobody's, or the conversation is forgotten
        return ()
    case = sql.scalars(select(CaseRow).where(CaseRow.id == message.case_id).with_for_update()).one()
    sql.add(CaseEventRow(case_id=case.id, at=datetime.now(UTC), what="not_delivered", name=message.agent_name))
    case.version += 1
    return (Event("case", message.session_id, case.id),)
