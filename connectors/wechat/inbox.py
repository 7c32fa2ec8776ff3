"""The messages taken in from the platform: each answered once, however often it comes."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session as SqlSession

from bot.memory import Database, TwiceError
from bot.privacy import mask
from connectors.outbox import put
from connectors.outbox.waiting import on_its_way
from connectors.wechat.envelope import RefusedError
from connectors.wechat.inbound import Inbound
from connectors.wechat.tables import InboxRow, PersonRow, SignatureRow

LEASE = timedelta(seconds=12)
"""For how long a message is one process's to answer; it is renewed while that works on it."""

_ASKS_AGAIN = timedelta(seconds=20)
"""The platform's attempts are over after this; whoever comes with the message then gets no answer to read."""

_ENOUGH = 3
"""So often answered in vain in the response: then the API must do. So often taken over in vain: then nobody must."""

_PUSHED_AT_ONCE = 3
"""Attempts of the platform that may write the same rows at once."""

Messages = list[dict[str, Any]]


@dataclass(frozen=True)
class Taken:
    """A message as the inbox has it now.

    ``mine``: this call is to see to the answer. ``waits``: an earlier message of the person is not answered yet.
    ``deferred``: the answer goes by the API. ``last``: the platform will not come again. ``answered`` with
    ``messages``: what the response may hold; None when nothing may be in it (sent otherwise, or too late).
    """

    session_id: str
    mine: bool = False
    waits: bool = False
    deferred: bool = False
    last: bool = False
    answered: bool = False
    messages: Messages | None = None


class Inbox:
    """The inbox of one account. Blocks; thread-safe; several processes may share one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, inbound: Inbound, signature: str, *, defer: bool = False) -> Taken:
        """Take a message in, or find what has become of it. ``defer``: its answer is not for the response.

        Raises:
            RefusedError: the signature came with another message, or the message with other words.
        """
        for _ in range(_PUSHED_AT_ONCE - 1):
            with suppress(TwiceError):
                return self._take(inbound, signature, defer)
        return self._take(inbound, signature, defer)

    def _take(self, inbound: Inbound, signature: str, defer: bool) -> Taken:
        with self._database.writing() as sql:
            person = _person(sql, inbound.openid)
            now = datetime.now(UTC)
            given = sql.get(SignatureRow, signature)
            if given is None:
                sql.add(SignatureRow(signature=signature, message_id=inbound.message_id, at=now))
            elif given.message_id != inbound.message_id:
                raise RefusedError("the signature of another message")
            row = sql.scalar(select(InboxRow).where(InboxRow.message_id == inbound.message_id).with_for_update())
            if row is None:
                row = _new(inbound, now, defer)
                sql.add(row)
                sql.flush()
                return Taken(person.session_id, mine=True, waits=not _is_next(sql, row), deferred=defer)
            if row.digest != inbound.digest:
                raise RefusedError("other words under the same MsgId")
            row.asked_at, row.asked = now, row.asked + (given is None)
            if row.state == "answered":
                return Taken(person.session_id, answered=True, messages=_again(sql, row, now))
            mine = row.claimed_until < now and row.taken_over < _ENOUGH
            if mine:
                row.claimed_until, row.taken_over = now + LEASE, row.taken_over + 1
            waits, last = not _is_next(sql, row), row.asked >= _ENOUGH
            return Taken(person.session_id, mine=mine, waits=waits, deferred=row.deferred, last=last)

    def is_next(self, message_id: str) -> bool:
        """Whether all earlier messages of the person are answered."""
        with self._database.reading() as sql:
            row = sql.get(InboxRow, message_id)
            return row is None or _is_next(sql, row)

    def answer(self, message_id: str, messages: Messages) -> bool:
        """The answer to a message; whether any of it went to the outbox. Only the first answer counts."""
        with self._database.writing() as sql:
            return answered(sql, message_id, messages)

    def outcome(self, message_id: str) -> Taken | None:
        """What has become of a message; None while it is not answered."""
        with self._database.reading() as sql:
            row = sql.get(InboxRow, message_id)
            if row is None or row.state != "answered":
                return None
            return Taken("", answered=True, messages=None if row.deferred else row.messages)

    def defer(self, message_id: str) -> bool:
        """Have the answer sent by the API; False when it is there already."""
        with self._database.writing() as sql:
            waiting = InboxRow.message_id == message_id, InboxRow.state == "received"
            changed = sql.execute(update(InboxRow).where(*waiting).values(deferred=True).returning(InboxRow.message_id))
            return changed.first() is not None

    def send_after_all(self, message_id: str) -> None:
        """Have an answer that was for the response sent by the API: nobody has read it there."""
        with self._database.writing() as sql:
            row = sql.scalar(select(InboxRow).where(InboxRow.message_id == message_id).with_for_update())
            if row is not None and row.state == "answered" and not row.deferred:
                row.deferred = True
                _note(sql, row, row.messages or [])

    def renew(self, message_ids: Sequence[str]) -> None:
        """This process still works on these messages."""
        with self._database.writing() as sql:
            mine = InboxRow.message_id.in_(message_ids), InboxRow.state == "received"
            sql.execute(update(InboxRow).where(*mine).values(claimed_until=datetime.now(UTC) + LEASE))

    def abandoned(self, last_words: Messages, most: int = 20) -> list[tuple[Inbound, str]]:
        """Messages whose process is gone and that the platform does not ask for any more, with their sessions.

        They are this process's now, and their answers go by the API. A message that was taken over in vain too often
        is answered with ``last_words``.
        """
        now = datetime.now(UTC)
        left = InboxRow.state == "received", InboxRow.claimed_until < now
        oldest = select(InboxRow).where(*left).order_by(InboxRow.received_at).limit(most)
        found = []
        with self._database.writing() as sql:
            for row in sql.scalars(oldest.with_for_update(skip_locked=True)).all():
                row.deferred = True
                session_id = sql.scalar(select(PersonRow.session_id).where(PersonRow.openid == row.openid))
                if row.taken_over >= _ENOUGH or session_id is None:
                    _note(sql, row, last_words)
                    continue
                row.claimed_until, row.taken_over = now + LEASE, row.taken_over + 1
                found.append((_inbound(row), session_id))
        return found

    def openid(self, session_id: str) -> str | None:
        """Where a conversation's messages go; None when it is not one of this channel's."""
        with self._database.reading() as sql:
            return sql.scalar(select(PersonRow.openid).where(PersonRow.session_id == session_id))

    def forget_before(self, moment: datetime) -> None:
        """Delete what was answered, and signatures given, before ``moment``."""
        with self._database.writing() as sql:
            sql.execute(delete(InboxRow).where(InboxRow.state == "answered", InboxRow.received_at < moment))
            sql.execute(delete(SignatureRow).where(SignatureRow.at < moment))

    def forget_people_before(self, moment: datetime) -> None:
        """Delete the addresses of people who did not write since ``moment``."""
        with self._database.writing() as sql:
            sql.execute(delete(PersonRow).where(PersonRow.seen_at < moment))


def answered(sql: SqlSession, message_id: str, messages: Messages, *, urgent: bool = False) -> bool:
    """Note the answer in a transaction of the caller's; what cannot be in the response goes to the outbox.

    A response holds one message. So that nothing arrives before what it follows, an answer of several goes to the
    outbox as a whole, and so does one while something else is on its way to the person, unless it is ``urgent``.

    Raises:
        AnsweredError: it has been answered.
    """
    row = sql.scalar(select(InboxRow).where(InboxRow.message_id == message_id).with_for_update())
    if row is None:
        return False
    if row.state == "answered":
        raise AnsweredError
    if messages and not urgent and (len(messages) > 1 or on_its_way(sql, row.openid)):
        row.deferred = True
    return _note(sql, row, messages, urgent=urgent)


def _note(sql: SqlSession, row: InboxRow, messages: Messages, *, urgent: bool = False) -> bool:
    row.state, row.messages = "answered", messages
    first = 0 if row.deferred else 1
    for number, message in enumerate(messages[first:], start=first):
        put(sql, row.openid, message, name=_parcel(row, number), urgent=urgent)
    return len(messages) > first


class AnsweredError(Exception):
    """The message was answered by somebody else in the meantime."""


def _again(sql: SqlSession, row: InboxRow, now: datetime) -> Messages | None:
    """What the response to a further attempt holds: the same, until it is clear that it does not arrive."""
    if row.deferred or not row.messages or now - row.received_at > _ASKS_AGAIN:
        return None
    if row.asked < _ENOUGH:
        return row.messages
    row.deferred = True
    put(sql, row.openid, row.messages[0], name=_parcel(row, 0))
    return None


def _parcel(row: InboxRow, number: int) -> str:
    return f"wechat:{row.message_id}:{number}"[:160]


def _person(sql: SqlSession, openid: str) -> PersonRow:
    """Who writes. The row is locked: messages of one person are taken in one after another."""
    now = datetime.now(UTC)
    person = sql.scalar(select(PersonRow).where(PersonRow.openid == openid).with_for_update())
    if person is None:
        person = PersonRow(session_id=f"wx-{secrets.token_urlsafe(16)}", openid=openid, seen_at=now)
        sql.add(person)
        sql.flush()
    elif now - person.seen_at > timedelta(minutes=1):
        person.seen_at = now
    return person


def _is_next(sql: SqlSession, row: InboxRow) -> bool:
    earlier = InboxRow.openid == row.openid, InboxRow.state == "received", InboxRow.received_at < row.received_at
    return not sql.scalar(select(exists().where(*earlier)))


def _new(inbound: Inbound, now: datetime, defer: bool) -> InboxRow:
    return InboxRow(
        message_id=inbound.message_id,
        openid=inbound.openid,
        digest=inbound.digest,
        deferred=defer,
        taken_over=0,
        content={
            "account": inbound.account,
            "kind": inbound.kind,
            "text": mask(inbound.text),
            "media_id": inbound.media_id,
            "event": inbound.event,
            "event_key": inbound.event_key,
        },
        received_at=now,
        asked_at=now,
        claimed_until=now + LEASE,
    )


def _inbound(row: InboxRow) -> Inbound:
    return Inbound(message_id=row.message_id, openid=row.openid, digest=row.digest, **row.content)
