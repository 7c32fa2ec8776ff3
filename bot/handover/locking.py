"""Locks a case in the order that keeps everybody from waiting in a circle."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session as SqlSession

from bot.handover.case import NoSuchCaseError
from bot.memory.locking import lock_session
from bot.memory.tables import CaseRow


def lock_case(sql: SqlSession, case_id: int) -> CaseRow:
    """The case, locked after its session: until the transaction ends no turn is recorded, and nobody changes the case.

    Raises:
        NoSuchCaseError: there is none.
    """
    session_id = sql.scalar(select(CaseRow.session_id).where(CaseRow.id == case_id))
    if session_id is not None:
        lock_session(sql, session_id)
    row = sql.scalar(select(CaseRow).where(CaseRow.id == case_id).with_for_update())
    if row is None:
        raise NoSuchCaseError
    return row
