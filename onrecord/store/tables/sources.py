"""What is remembered of sources and of the entries they showed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from onrecord.store.tables.base import Base
from onrecord.store.types import Json, Serial, UtcDateTime


class SourceRow(Base):
    """A source as its last poll left it. ``state`` holds validators, fingerprints and rhythm."""

    __tablename__ = "sources"

    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(32), index=True)
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due: Mapped[datetime] = mapped_column(UtcDateTime)
    polled: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_success: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[dict[str, Any]] = mapped_column(Json)


class EntryRow(Base):
    """An entry under one of its keys (``ingest.decide``); ``key`` is hashed, keys have no bound."""

    __tablename__ = "entries"
    __table_args__ = (Index("ix_entries_source_seen", "source_id", "seen"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(128))
    article_id: Mapped[str] = mapped_column(String(36), index=True)
    entry_hash: Mapped[str] = mapped_column(String(64))
    content_hash: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(Integer)
    url: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(Text)
    seen: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SourceEventRow(Base):
    """A source's status changed: what operators are told."""

    __tablename__ = "source_events"
    __table_args__ = (
        UniqueConstraint("source_id", "at", "after"),
        Index("ix_source_events_source_id_id", "source_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    source_id: Mapped[str] = mapped_column(String(128))
    outlet: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(String(32))
    after: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
