"""Subscriptions, endpoints and silences; occasions as the archive keeps them; alerts, deliveries, attempts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Float, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from onrecord.store.tables.base import Base
from onrecord.store.types import Json, Serial, UtcDateTime

PENDING = text("state = 'pending'")
"""Literal, as a partial index wants it: SQLite does not use one for a value that is only bound."""

_WAITING = text("bundled_into IS NULL AND disposition = 'bundle'")


class SubscriptionRow(Base):
    """A subscription. ``spec`` is how it was written, ``resolved`` the value that the gates use.

    ``origin``: ``file`` (provisioned, read-only elsewhere) or ``api``. ``version`` counts changes.
    """

    __tablename__ = "subscriptions"

    id: Mapped[str] = mapped_column(String(140), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(Text, default="")
    spec: Mapped[dict[str, Any]] = mapped_column(Json)
    resolved: Mapped[dict[str, Any]] = mapped_column(Json)
    enabled: Mapped[bool] = mapped_column(Boolean)
    origin: Mapped[str] = mapped_column(String(8))
    version: Mapped[int] = mapped_column(Integer, default=1)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    updated: Mapped[datetime] = mapped_column(UtcDateTime)
    removed: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EndpointRow(Base):
    """Where alerts go. Address and secrets are sealed; ``shown`` is the address without what must stay secret."""

    __tablename__ = "endpoints"

    id: Mapped[str] = mapped_column(String(140), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(Text, default="")
    channel: Mapped[str] = mapped_column(String(16))
    shown: Mapped[str] = mapped_column(Text)
    url_sealed: Mapped[str] = mapped_column(Text)
    secrets_sealed: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    in_flight: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warned: Mapped[float] = mapped_column(Float, default=0.0)
    origin: Mapped[str] = mapped_column(String(8))
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    updated: Mapped[datetime] = mapped_column(UtcDateTime)
    removed: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SilenceRow(Base):
    """A silence with its owner and end; its filters are in ``spec``."""

    __tablename__ = "silences"

    id: Mapped[str] = mapped_column(String(140), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(64), index=True)
    spec: Mapped[dict[str, Any]] = mapped_column(Json)
    starts: Mapped[datetime] = mapped_column(UtcDateTime)
    ends: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    origin: Mapped[str] = mapped_column(String(8))


class OccasionRow(Base):
    """An occasion as the gates see it, for backtests and explanations: small, because backtests read years of them."""

    __tablename__ = "occasions"
    __table_args__ = (
        Index("ix_occasions_figure_decided", "figure_id", "decided"),
        Index("ix_occasions_statement", "statement_id"),
    )

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    event: Mapped[str] = mapped_column(String(32))
    figure_id: Mapped[str] = mapped_column(String(128))
    claim_id: Mapped[str] = mapped_column(String(36), index=True)
    statement_id: Mapped[str] = mapped_column(String(36))
    article_id: Mapped[str] = mapped_column(String(36), index=True)
    revision: Mapped[int] = mapped_column(Integer)
    story_id: Mapped[str] = mapped_column(String(36))
    outlet_id: Mapped[str] = mapped_column(String(128))
    lang: Mapped[str | None] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    modality: Mapped[str] = mapped_column(String(16))
    confidence: Mapped[float] = mapped_column(Float)
    same: Mapped[float] = mapped_column(Float)
    outlets: Mapped[int] = mapped_column(Integer)
    topics: Mapped[str] = mapped_column(Text)
    corrects: Mapped[str] = mapped_column(String(36), default="")
    decided: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class EvidenceRow(Base):
    """What an alert of a statement shows, whoever gets it: for the examples of a backtest."""

    __tablename__ = "evidence"

    statement_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(Json)


class AlertRow(Base):
    """The sent-ledger: one alert for (subscription, claim, occurrence), whatever is replayed or restarted."""

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("subscription_id", "claim_id", "occurrence"),
        Index("ix_alerts_claim", "claim_id"),
        Index("ix_alerts_statement", "statement_id"),
        Index("ix_alerts_tenant_created", "tenant", "created"),
        Index("ix_alerts_subscription_created", "subscription_id", "created"),
        Index("ix_alerts_waiting", "due", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(64))
    subscription_id: Mapped[str] = mapped_column(String(140))
    claim_id: Mapped[str] = mapped_column(String(160))
    event: Mapped[str] = mapped_column(String(32))
    occurrence: Mapped[str] = mapped_column(String(160))
    disposition: Mapped[str] = mapped_column(String(16))
    bundle: Mapped[str] = mapped_column(Text, default="")
    bundled_into: Mapped[str | None] = mapped_column(String(36))
    due: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    statement_id: Mapped[str] = mapped_column(String(36), default="")
    figure_id: Mapped[str] = mapped_column(String(128), default="")
    article_id: Mapped[str] = mapped_column(String(36), default="")
    body: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class HeldRow(Base):
    """An alert that was held back by what depends on the moment (silence, limit, quiet hours…), and until when."""

    __tablename__ = "held"
    __table_args__ = (UniqueConstraint("subscription_id", "claim_id", "occurrence", "gate"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    subscription_id: Mapped[str] = mapped_column(String(140))
    claim_id: Mapped[str] = mapped_column(String(36), index=True)
    occurrence: Mapped[str] = mapped_column(String(160))
    statement_id: Mapped[str] = mapped_column(String(36), index=True)
    gate: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class DeliveryRow(Base):
    """An alert on its way to one endpoint. While it is leased, ``due`` is the end of the lease."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("id"),
        Index("ix_deliveries_next", "endpoint_id", "due", "seq", sqlite_where=PENDING, postgresql_where=PENDING),
        Index("ix_deliveries_order", "endpoint_id", "order_key", "seq", sqlite_where=PENDING, postgresql_where=PENDING),
        Index("ix_deliveries_tenant_seq", "tenant", "seq"),
        Index("ix_deliveries_tenant_state_seq", "tenant", "state", "seq"),
        Index("ix_deliveries_subscription_seq", "subscription_id", "seq"),
        Index("ix_deliveries_endpoint_seq", "endpoint_id", "seq"),
        Index("ix_deliveries_alert", "alert_id"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(36))
    alert_id: Mapped[str] = mapped_column(String(36))
    tenant: Mapped[str] = mapped_column(String(64))
    subscription_id: Mapped[str] = mapped_column(String(140))
    endpoint_id: Mapped[str] = mapped_column(String(140))
    order_key: Mapped[str] = mapped_column(String(160))
    due: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    owner: Mapped[str | None] = mapped_column(String(128))
    reason: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[int | None] = mapped_column(Integer)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    ended: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AttemptRow(Base):
    """One HTTP request of a delivery."""

    __tablename__ = "attempts"

    delivery_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    started: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    latency_ms: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(String(32))
    status: Mapped[int | None] = mapped_column(Integer)
    answer: Mapped[str] = mapped_column(Text, default="")
    error: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
