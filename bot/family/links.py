"""Family members linked to a conversation: by a one-time code, with the person's consent; told of danger once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session as SqlSession

from bot.memory import Database, Event, Session, TwiceError
from bot.memory.locking import lock_or_begin_session, lock_session, lock_sessions
from bot.memory.tables import FamilyCodeRow, FamilyLinkRow
from bot.privacy import mask
from bot.reply import Reply, RiskLevel
from bot.turn import Channel, Turn

CODE_LASTS = timedelta(minutes=10)
_CODE_FIGURES = 6
_QUIET = timedelta(minutes=60)
"""After an alert, the same kind of danger in the same conversation is not told again for so long."""

_MOST_LINKS = 5
"""Family members of one conversation."""

_CLEARED_AT_ONCE = 500


@dataclass(frozen=True)
class Alert:
    """What a family member is told: an emergency or a swindle (its kinds), when (UTC), on which channel."""

    emergency: bool
    kinds: tuple[str, ...]
    at: datetime
    channel: str


Then = Callable[[SqlSession], object]
"""Done in the same transaction."""

Unlinked = Callable[[SqlSession, int, Sequence[str]], object]
"""Told in the transaction how many links of a member ended, and which members a conversation had."""

Tell = Callable[[SqlSession, str, Alert], None]
"""Has a member told, in the transaction of the turn."""


class CodeError(Exception):
    """The code is wrong, used, too old, or the person's own; or enough people are linked."""


class FamilyLinks:
    """Links between conversations and family members. Blocks; thread-safe. A companion of the conversation store.

    Args:
        database: where they live.
        tell: puts an alert where it will be sent from.
    """

    def __init__(self, database: Database, tell: Tell) -> None:
        self._database = database
        self._tell = tell

    def new_code(self, session_id: str, consent: str, channel: Channel) -> tuple[str, datetime]:
        """A code that links one family member, and until when; earlier codes of the conversation end.

        ``consent`` is what the person said to agree.
        """
        while True:
            code = "".join(secrets.choice("0123456789") for _ in range(_CODE_FIGURES))
            try:
                return code, self._keep(code, session_id, consent, channel)
            except TwiceError:
                continue

    def _keep(self, code: str, session_id: str, consent: str, channel: Channel) -> datetime:
        with self._database.writing() as sql:
            lock_or_begin_session(sql, session_id, channel)
            now = datetime.now(UTC)
            until = now + CODE_LASTS
            sql.execute(delete(FamilyCodeRow).where(FamilyCodeRow.session_id == session_id))
            sql.add(
                FamilyCodeRow(code=code, session_id=session_id, created_at=now, expires_at=until, consent=mask(consent))
            )
        return until

    def redeem(self, code: str, member: str, own_session: str, then: Then | None = None) -> None:
        """Link the member who brings the code; it works once. ``then`` is done with it, or neither is.

        Raises:
            CodeError: it does not work.
        """
        with self._database.writing() as sql:
            given_by = sql.scalar(select(FamilyCodeRow.session_id).where(FamilyCodeRow.code == code))
            if given_by is None or given_by == own_session:
                raise CodeError
            lock_session(sql, given_by)
            now = datetime.now(UTC)
            same = FamilyCodeRow.code == code, FamilyCodeRow.session_id == given_by
            row = sql.scalar(select(FamilyCodeRow).where(*same).with_for_update())
            if row is None or row.expires_at < now:
                raise CodeError
            links = list(sql.scalars(select(FamilyLinkRow.member).where(FamilyLinkRow.session_id == row.session_id)))
            sql.delete(row)
            if member not in links:
                if len(links) >= _MOST_LINKS:
                    raise CodeError
                sql.add(FamilyLinkRow(session_id=row.session_id, member=member, since=now, consent=row.consent))
            if then:
                then(sql)

    def count(self, session_id: str) -> int:
        """How many family members are linked to a conversation."""
        with self._database.reading() as sql:
            return (
                sql.scalar(
                    select(func.count()).select_from(FamilyLinkRow).where(FamilyLinkRow.session_id == session_id)
                )
                or 0
            )

    def unlink(self, member: str | None, session_id: str | None, then: Unlinked | None = None) -> list[str]:
        """End all links of a member, all links and codes of a conversation, or both; gives whom the latter had.

        ``then`` is done with it, or neither is.
        """
        ends = or_(FamilyLinkRow.member == member, FamilyLinkRow.session_id == session_id)
        with self._database.writing() as sql:
            sessions = {*sql.scalars(select(FamilyLinkRow.session_id).where(ends)), *filter(None, [session_id])}
            lock_sessions(sql, sessions)
            ending = select(FamilyLinkRow).where(ends, FamilyLinkRow.session_id.in_(sessions)).with_for_update()
            links = sql.scalars(ending).all()
            members = [link.member for link in links if link.session_id == session_id]
            sql.execute(delete(FamilyLinkRow).where(FamilyLinkRow.id.in_([link.id for link in links])))
            sql.execute(delete(FamilyCodeRow).where(FamilyCodeRow.session_id == session_id))
            if then:
                then(sql, sum(link.member == member for link in links), members)
        return members

    def clear(self) -> None:
        """Delete codes that are too old; those that somebody else changes at this moment are left for the next time."""
        old = select(FamilyCodeRow.code).where(FamilyCodeRow.expires_at < datetime.now(UTC)).limit(_CLEARED_AT_ONCE)
        with self._database.writing() as sql:
            codes = sql.scalars(old.with_for_update(skip_locked=True)).all()
            sql.execute(delete(FamilyCodeRow).where(FamilyCodeRow.code.in_(codes)))

    def recorded(self, sql: SqlSession, session: Session, turn: Turn, reply: Reply) -> Sequence[Event]:
        """Tell the linked members when the turn shows an emergency or a swindle, once."""
        danger = reply.emergency or reply.risk.level is RiskLevel.HIGH
        if not danger:
            return ()
        now = datetime.now(UTC)
        alert = Alert(reply.emergency, reply.risk.kinds, now, turn.channel.value)
        told = False
        for link in sql.scalars(select(FamilyLinkRow).where(FamilyLinkRow.session_id == session.id).with_for_update()):
            last = link.told_emergency_at if reply.emergency else link.told_risk_at
            if last is not None and now - last < _QUIET:
                continue
            if reply.emergency:
                link.told_emergency_at = now
            else:
                link.told_risk_at = now
            self._tell(sql, link.member, alert)
            told = True
        return (Event("outbox"),) if told else ()

    def forgetting(self, sql: SqlSession, session_ids: Sequence[str]) -> Sequence[Event]:
        """Codes and links end with the conversation."""
        sql.execute(delete(FamilyCodeRow).where(FamilyCodeRow.session_id.in_(session_ids)))
        sql.execute(delete(FamilyLinkRow).where(FamilyLinkRow.session_id.in_(session_ids)))
        return ()
