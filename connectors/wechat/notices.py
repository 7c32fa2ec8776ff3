"""Tells a person on WeChat when an agent has come, or gone."""

from __future__ import annotations

from sqlalchemy import select

from bot.handover import Case, Cases, CaseState, NoSuchCaseError, Outcome
from bot.memory import Database
from bot.memory.tables import CaseEventRow
from bot.turn import Dialect
from bot.wording import Wording
from connectors.outbox import put
from connectors.wechat.rendering import text_message
from connectors.wechat.tables import PersonRow

_OVER = frozenset({Outcome.DONE, Outcome.RETURNED})


class Notices:
    """Puts notices into the outbox, each once over all processes. Blocks; thread-safe.

    Args:
        database: where cases and the outbox live.
        cases: to look at.
        wording: in which it is said.
        default_dialect: where the case knows none.
    """

    def __init__(self, database: Database, cases: Cases, wording: Wording, default_dialect: Dialect) -> None:
        self._database = database
        self._cases = cases
        self._wording = wording
        self._default = default_dialect

    def changed(self, case_id: int) -> bool:
        """A case changed; whether there is something to send."""
        try:
            case = self._cases.get(case_id)
        except NoSuchCaseError:
            return False
        if case.session_id is None:
            return False
        with self._database.writing() as sql:
            openid = sql.scalar(select(PersonRow.openid).where(PersonRow.session_id == case.session_id))
            last = sql.scalar(
                select(CaseEventRow).where(CaseEventRow.case_id == case_id).order_by(CaseEventRow.id.desc()).limit(1)
            )
            text = self._text(case, last.what if last else "")
            if openid is None or last is None or not text:
                return False
            return put(sql, openid, text_message(text), name=f"case-event:{last.id}")

    def _text(self, case: Case, last: str) -> str:
        dialect = Dialect(case.dialect) if case.dialect in set(Dialect) else self._default
        if case.state is CaseState.HELD and case.agent and last == "taken":
            return self._wording.say("staff_joined", dialect, name=case.agent.display_name)
        if case.outcome in _OVER:
            return self._wording.say("staff_left", dialect)
        return self._wording.say("staff_lost", dialect) if last == "agent_lost" else ""
