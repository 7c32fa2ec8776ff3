"""The tables of conversations, of people taking them over, and of families linked to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from knowledge.storage.moment import Moment


class Base(DeclarativeBase):
    """Base of all tables."""


class SessionRow(Base):
    """One conversation of one person on one channel, with what they asked the voice to be like."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    dialect: Mapped[str | None] = mapped_column(String(8))
    dialect_chosen: Mapped[bool] = mapped_column(Boolean, default=False)
    rate: Mapped[float] = mapped_column(Float, default=1.0)
    volume: Mapped[float] = mapped_column(Float, default=1.0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment, index=True)


class TurnRow(Base):
    """One turn: what was said, with private numbers masked, how it was understood, and the Reply as JSON."""

    __tablename__ = "turns"
    __table_args__ = (Index("ix_turns_session_sequence", "session_id", "sequence"),)

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    text: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(String(32))
    slots: Mapped[dict[str, str] | None] = mapped_column(JSON)
    reply: Mapped[dict[str, Any]] = mapped_column(JSON)


class CaseRow(Base):
    """A conversation that a person should look after: it waits, is held by one agent, or is closed.

    ``session_id`` becomes None when the person has left and the conversation is forgotten.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(
            "ix_cases_one_open_per_session",
            "session_id",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
        Index("ix_cases_state", "state", "waiting_since"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    session_id: Mapped[str | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"))
    channel: Mapped[str] = mapped_column(String(16))
    dialect: Mapped[str | None] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str | None] = mapped_column(String(16))
    causes: Mapped[list[str]] = mapped_column(JSON)
    risk: Mapped[dict[str, Any]] = mapped_column(JSON)
    emergency: Mapped[bool] = mapped_column(Boolean)
    last_text: Mapped[str] = mapped_column(Text)
    last_at: Mapped[datetime] = mapped_column(Moment)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    waiting_since: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    agent: Mapped[str | None] = mapped_column(String(64))
    agent_name: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer, default=1)


class CaseEventRow(Base):
    """What happened to a case, and who did it."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    what: Mapped[str] = mapped_column(String(16))
    name: Mapped[str | None] = mapped_column(String(64))


class AgentMessageRow(Base):
    """What an agent wrote to a person, with private numbers masked. A sequence is never given twice."""

    __tablename__ = "agent_messages"
    __table_args__ = (Index("ix_agent_messages_session", "session_id", "sequence"), {"sqlite_autoincrement": True})

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    client_id: Mapped[str | None] = mapped_column(String(96), unique=True)
    at: Mapped[datetime] = mapped_column(Moment)
    agent: Mapped[str] = mapped_column(String(64))
    agent_name: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)


class StaffPresenceRow(Base):
    """One open desk: whose, and when it was last known to be there."""

    __tablename__ = "staff_presence"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    agent: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime] = mapped_column(Moment)


class FamilyCodeRow(Base):
    """A one-time code with which a family member links to a conversation, and the consent it rests on."""

    __tablename__ = "family_codes"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    consent: Mapped[str] = mapped_column(Text)


class FamilyLinkRow(Base):
    """A family member who is told when the person of a conversation meets danger."""

    __tablename__ = "family_links"
    __table_args__ = (
        Index("ix_family_links_member", "session_id", "member", unique=True),
        Index("ix_family_links_member_only", "member"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    member: Mapped[str] = mapped_column(String(96))
    since: Mapped[datetime] = mapped_column(Moment)
    consent: Mapped[str] = mapped_column(Text)
    told_risk_at: Mapped[datetime | None] = mapped_column(Moment)
    told_emergency_at: Mapped[datetime | None] = mapped_column(Moment)
