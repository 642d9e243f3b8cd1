"""The embedded engine's log: channels of messages, how far each stage has read, and the dead letter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from onrecord.store.tables.base import Base
from onrecord.store.types import Json, Serial, UtcDateTime


class LogRow(Base):
    """A message of a channel. ``position`` grows; (channel, message_id) absorbs every replay."""

    __tablename__ = "log"
    __table_args__ = (
        UniqueConstraint("channel", "message_id"),
        Index("ix_log_channel_position", "channel", "position"),
        {"sqlite_autoincrement": True},
    )

    position: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(128))
    message_id: Mapped[str] = mapped_column(String(160))
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    created: Mapped[datetime] = mapped_column(UtcDateTime)


class PositionRow(Base):
    """How far ``stage`` has read its channel: the position of the last message that it finished."""

    __tablename__ = "positions"

    stage: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(Serial)
    moved: Mapped[datetime] = mapped_column(UtcDateTime)


class DeadLetterRow(Base):
    """A message that a stage gave up on, with the reason, until somebody replays or drops it."""

    __tablename__ = "dead_letters"
    __table_args__ = (UniqueConstraint("stage", "message_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    stage: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(128))
    message_id: Mapped[str] = mapped_column(String(160))
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    error: Mapped[str] = mapped_column(Text)
    failed: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    replayed: Mapped[datetime | None] = mapped_column(UtcDateTime)
