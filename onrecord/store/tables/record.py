"""Figures' records: what each said (utterances with their verdicts) and which claims that makes.

The words of an utterance are searched by the database itself: FTS5 on SQLite, a ``tsvector`` column with a GIN
index on PostgreSQL. Both are kept up by the database, so no writer can forget them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import DDL, Date, Float, ForeignKey, Index, Integer, LargeBinary, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from onrecord.store.tables.base import Base
from onrecord.store.types import Json, Serial, UtcDateTime

DISOWNED = "disowned"
"""The ``decision`` of a statement of which an editor said that somebody else made it: in no record, on no list."""

RETRACTED = "gone"
"""The ``decision`` of a statement that its outlet took back (took out, gave to another, took down with the article)."""

NOT_HELD = (DISOWNED, RETRACTED)
"""Decisions of statements that are kept for the trail and make no later statement a repeat."""


class RecordRow(Base):
    """How often a figure's record has changed: caches of records hold only at the version they were loaded at."""

    __tablename__ = "records"

    figure_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)


class UtteranceRow(Base):
    """A decided statement. ``seq`` grows in the order of deciding; ``verdict`` is the whole decision trail.

    ``decision`` and ``claim_id`` are what counts: the verdict's, unless an editor's word has moved the statement.
    """

    __tablename__ = "utterances"
    __table_args__ = (
        # Each begins with what may drive a list and its order; what follows are the other filters, so that a list
        # of what is rare is found in the index alone.
        Index("ix_utterances_figure_list", "figure_id", "seq", "decision", "outlet_id", "lang", "kind"),
        Index("ix_utterances_outlet_list", "outlet_id", "seq", "decision", "figure_id", "lang", "kind"),
        Index("ix_utterances_decision_list", "decision", "seq", "lang", "kind"),
        Index("ix_utterances_lang_list", "lang", "seq", "decision", "kind"),
        Index("ix_utterances_kind_seq", "kind", "seq"),
        Index("ix_utterances_figure_decision_seq", "figure_id", "decision", "seq"),
        Index("ix_utterances_claim_seq", "claim_id", "seq", "decision"),
        Index("ix_utterances_article", "article_id"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    figure_id: Mapped[str] = mapped_column(String(128))
    claim_id: Mapped[str] = mapped_column(String(36))
    decision: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    time: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    day: Mapped[date] = mapped_column(Date)
    lang: Mapped[str | None] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    modality: Mapped[str] = mapped_column(String(16))
    said_on: Mapped[date | None] = mapped_column(Date)
    outlet_id: Mapped[str] = mapped_column(String(128))
    outlet_name: Mapped[str] = mapped_column(Text)
    article_id: Mapped[str] = mapped_column(String(36))
    article_url: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(Integer)
    story_id: Mapped[str] = mapped_column(String(36))
    probability: Mapped[float] = mapped_column(Float)
    same: Mapped[float] = mapped_column(Float)
    verdict: Mapped[dict[str, Any]] = mapped_column(Json)
    decided: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    embedder_id: Mapped[str] = mapped_column(String(64), default="")
    vector: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class UtteranceTopicRow(Base):
    """A topic of a decided statement, for lists filtered by topic."""

    __tablename__ = "utterance_topics"
    __table_args__ = (
        Index("ix_utterance_topics_seq", "seq"),
        Index("ix_utterance_topics_figure_list", "figure_id", "topic_id", "seq"),
    )

    topic_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    seq: Mapped[int] = mapped_column(Serial, ForeignKey("utterances.seq", ondelete="CASCADE"), primary_key=True)
    figure_id: Mapped[str] = mapped_column(String(128))


class ClaimRow(Base):
    """A claim as it stands. ``outlets``: independent ones; ``stories``: which stories they were counted for."""

    __tablename__ = "claims"
    __table_args__ = (
        Index("ix_claims_figure_first_seen", "figure_id", "first_seen", "id"),
        Index("ix_claims_first_seen", "first_seen", "id"),
        Index("ix_claims_updates", "updates"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    figure_id: Mapped[str] = mapped_column(String(128))
    first_seen: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen: Mapped[datetime] = mapped_column(UtcDateTime)
    first_utterance: Mapped[str] = mapped_column(String(36))
    text: Mapped[str] = mapped_column(Text)
    outlets: Mapped[list[str]] = mapped_column(Json)
    stories: Mapped[list[str]] = mapped_column(Json)
    variants: Mapped[int] = mapped_column(Integer)
    updates: Mapped[str | None] = mapped_column(String(36))
    updated_by: Mapped[str | None] = mapped_column(String(36))


_SQLITE_WORDS = (
    (
        "CREATE VIRTUAL TABLE utterance_words USING fts5(text, outlet_name, content='utterances', content_rowid='seq', "
        'tokenize="unicode61 remove_diacritics 2")'
    ),
    (
        "CREATE TRIGGER utterance_words_insert AFTER INSERT ON utterances BEGIN "
        "INSERT INTO utterance_words(rowid, text, outlet_name) VALUES (new.seq, new.text, new.outlet_name); END"
    ),
    (
        "CREATE TRIGGER utterance_words_delete AFTER DELETE ON utterances BEGIN "
        "INSERT INTO utterance_words(utterance_words, rowid, text, outlet_name) "
        "VALUES ('delete', old.seq, old.text, old.outlet_name); END"
    ),
)
_POSTGRES_WORDS = (
    (
        "ALTER TABLE utterances ADD COLUMN words tsvector "
        "GENERATED ALWAYS AS (to_tsvector('simple', text || ' ' || outlet_name)) STORED"
    ),
    "CREATE INDEX ix_utterances_words ON utterances USING gin (words)",
)


def _when(name: str, dialect: str, statement: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(UtteranceRow.__table__, name, ddl.execute_if(dialect=dialect))


for _statement in _SQLITE_WORDS:
    _when("after_create", "sqlite", _statement)
for _statement in _POSTGRES_WORDS:
    _when("after_create", "postgresql", _statement)
_when("before_drop", "sqlite", "DROP TABLE IF EXISTS utterance_words")
