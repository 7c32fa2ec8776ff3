"""The tables of the WeChat channel: messages taken in, and the people they came from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.memory.tables import Base
from knowledge.storage.moment import Moment


class InboxRow(Base):
    """One message of the platform, by its MsgId (or what stands for it), and what was answered.

    ``digest`` tells whether a message asked again is the same one; ``content`` is what is needed to answer it, with
    private numbers masked. ``deferred``: the answer goes by the customer-service API and not in the response.
    ``asked`` counts how often the platform has come with it, ``taken_over`` how often its process was gone.
    """

    __tablename__ = "wechat_inbox"
    __table_args__ = (
        Index("ix_wechat_inbox_state", "state", "claimed_until"),
        Index("ix_wechat_inbox_openid", "openid", "state"),
    )

    message_id: Mapped[str] = mapped_column(String(160), primary_key=True)
    openid: Mapped[str] = mapped_column(String(96))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(8), default="received")
    deferred: Mapped[bool] = mapped_column(Boolean, default=False)
    asked: Mapped[int] = mapped_column(Integer, default=1)
    taken_over: Mapped[int] = mapped_column(Integer, default=0)
    received_at: Mapped[datetime] = mapped_column(Moment, index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    claimed_until: Mapped[datetime] = mapped_column(Moment)
    messages: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)


class SignatureRow(Base):
    """A signature that was given, and with which message: in plain mode it does not cover what the message says."""

    __tablename__ = "wechat_signatures"

    signature: Mapped[str] = mapped_column(String(64), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(160))
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class PersonRow(Base):
    """Where the messages of a conversation are sent: the person's openid."""

    __tablename__ = "wechat_people"

    session_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    openid: Mapped[str] = mapped_column(String(96), unique=True)
    seen_at: Mapped[datetime] = mapped_column(Moment)
