"""The tables of the knowledge: its items, what happened to each, and how far it has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from knowledge.storage.moment import Moment


class Base(DeclarativeBase):
    """Base of the knowledge's tables."""


class ItemRow(Base):
    """An item as it is now. It is never deleted, only withdrawn.

    ``document`` and ``notes`` (what a reviewer of a draft must look at) are JSON, read row by row: one that is damaged
    spoils no other. ``digest`` is that of ``document``; ``shipped_digest`` that of the version which came with the
    program last, None where none ever did. ``revision`` is that of its last change.
    """

    __tablename__ = "knowledge_items"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    topic: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(12))
    document: Mapped[str] = mapped_column(Text)
    notes: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    shipped_digest: Mapped[str | None] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(Integer, index=True)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    updated_by: Mapped[str] = mapped_column(Text)


class VersionRow(Base):
    """What an item was after a change, and who made it; or, as ``offered``, what the program brought beside it."""

    __tablename__ = "knowledge_history"
    __table_args__ = (Index("ix_knowledge_history_item", "item_id", "revision", unique=True),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    item_id: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment)
    who: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(String(12))
    why: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(12))
    document: Mapped[str] = mapped_column(Text)
    notes: Mapped[str] = mapped_column(Text)


class StateRow(Base):
    """The only row: the revision of the last change, and the digest of the files that were taken in last.

    Whoever changes the knowledge locks it first, and keeps it until the transaction ends: revisions become visible
    in their order.
    """

    __tablename__ = "knowledge_state"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    seeded_digest: Mapped[str | None] = mapped_column(String(64))
