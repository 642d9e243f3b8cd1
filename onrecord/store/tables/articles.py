"""The archive: articles with their revisions, and what was read in each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Float, ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from onrecord.store.tables.base import Base
from onrecord.store.types import Json, UtcDateTime


class ArticleRow(Base):
    """One revision of one article; the highest ``revision`` is what the page says now."""

    __tablename__ = "articles"
    __table_args__ = (
        Index("ix_articles_outlet_published", "outlet_id", "published"),
        Index("ix_articles_outlet_seen", "outlet_id", "seen"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    canonical_url: Mapped[str] = mapped_column(Text)
    source_id: Mapped[str] = mapped_column(String(128), index=True)
    outlet_id: Mapped[str] = mapped_column(String(128))
    outlet_name: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    lang: Mapped[str | None] = mapped_column(String(16))
    author: Mapped[str | None] = mapped_column(Text)
    section: Mapped[str | None] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    published: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    updated: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    fetched: Mapped[datetime] = mapped_column(UtcDateTime)
    story_id: Mapped[str] = mapped_column(String(36), index=True)
    fingerprint: Mapped[list[str]] = mapped_column(Json, default=list)
    notes: Mapped[list[str]] = mapped_column(Json, default=list)
    named: Mapped[list[str]] = mapped_column(Json, default=list)
    mentions: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    entities: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    keywords: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)


class StatementRow(Base):
    """A statement as one revision of an article gives it. ``verdict`` says where it went: alertable, review, other."""

    __tablename__ = "statements"
    __table_args__ = (
        ForeignKeyConstraint(["article_id", "revision"], ["articles.id", "articles.revision"], ondelete="CASCADE"),
        Index("ix_statements_figure_published", "figure_id", "published"),
        Index("ix_statements_article", "article_id", "revision"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    article_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    figure_id: Mapped[str | None] = mapped_column(String(128))
    speaker: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    modality: Mapped[str] = mapped_column(String(16))
    confidence: Mapped[float] = mapped_column(Float)
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    in_title: Mapped[bool] = mapped_column(Boolean)
    lang: Mapped[str | None] = mapped_column(String(16))
    said_on: Mapped[date | None] = mapped_column(Date)
    published: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    topics: Mapped[list[str]] = mapped_column(Json, default=list)
    trail: Mapped[dict[str, Any]] = mapped_column(Json)
    gate: Mapped[str] = mapped_column(String(32))
