"""A newsroom's own lists: subscriptions, silences, what was sent of a claim; and how the system stands."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.models import Silence, Subscription
from onrecord.store import log
from onrecord.store.alerts import SILENCE, SUBSCRIPTION
from onrecord.store.base import Unit
from onrecord.store.delivery_log import DeliveryFilter, DeliveryLine, deliveries
from onrecord.store.tables.alerts import (
    PENDING,
    AlertRow,
    AttemptRow,
    DeliveryRow,
    EndpointRow,
    SilenceRow,
    SubscriptionRow,
)
from onrecord.store.tables.articles import ArticleRow
from onrecord.store.tables.log import DeadLetterRow
from onrecord.store.tables.record import UtteranceRow
from onrecord.store.tables.sources import EntryRow, SourceEventRow, SourceRow


@dataclass(frozen=True, slots=True)
class SubscriptionLine:
    """A subscription as it is kept. ``spec`` is how it was written; ``origin`` is ``file`` or ``api``."""

    subscription: Subscription
    spec: Mapping[str, Any]
    origin: str
    version: int
    created: datetime
    updated: datetime


def _subscription_line(row: SubscriptionRow) -> SubscriptionLine:
    subscription = SUBSCRIPTION.validate_python(row.resolved)
    return SubscriptionLine(subscription, row.spec, row.origin, row.version, row.created, row.updated)


async def subscriptions(view: AsyncSession, tenant: str) -> list[SubscriptionLine]:
    """The subscriptions of a newsroom, by name."""
    wanted = (SubscriptionRow.tenant == tenant, SubscriptionRow.removed.is_(None))
    rows = await view.scalars(select(SubscriptionRow).where(*wanted).order_by(SubscriptionRow.name, SubscriptionRow.id))
    return [_subscription_line(row) for row in rows]


async def subscription(view: AsyncSession, tenant: str, subscription_id: str) -> SubscriptionLine | None:
    """One subscription of a newsroom."""
    row = await view.get(SubscriptionRow, subscription_id)
    fits = row is not None and row.tenant == tenant and row.removed is None
    return _subscription_line(row) if row is not None and fits else None


async def alerts_since(view: AsyncSession, tenant: str, since: datetime) -> dict[str, int]:
    """How many alerts each subscription of a newsroom got since then."""
    counted = select(AlertRow.subscription_id, func.count()).where(AlertRow.tenant == tenant, AlertRow.created >= since)
    return dict((await view.execute(counted.group_by(AlertRow.subscription_id))).all())


async def silences(view: AsyncSession, tenant: str, now: datetime) -> list[Silence]:
    """The silences of a newsroom that are in force or to come, the one that ends first first."""
    wanted = select(SilenceRow.spec).where(SilenceRow.tenant == tenant, SilenceRow.ends > now)
    return [SILENCE.validate_python(spec) for spec in await view.scalars(wanted.order_by(SilenceRow.ends))]


async def origin_of(view: AsyncSession, kind: str, tenant: str, name: str) -> str | None:
    """Who keeps a subscription, endpoint or silence of a newsroom: ``file`` or ``api``; None where there is none."""
    table: Any = {"subscription": SubscriptionRow, "endpoint": EndpointRow, "silence": SilenceRow}[kind]
    row = await view.get(table, name)
    if row is None or row.tenant != tenant or getattr(row, "removed", None) is not None:
        return None
    return str(row.origin)


async def remove_endpoint(unit: Unit, endpoint_id: str, now: datetime) -> None:
    """Remove an endpoint; the log of what was sent to it stays."""
    await unit.execute(update(EndpointRow).where(EndpointRow.id == endpoint_id).values(removed=now))


async def told_of(view: AsyncSession, tenant: str, claim_id: str, most: int = 50) -> list[DeliveryLine]:
    """The deliveries of a newsroom's alerts about a claim, newest first."""
    return await deliveries(view, DeliveryFilter(tenant=tenant, claim_id=claim_id), most)


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert of a subscription, with its body as it is sent."""

    id: str
    event: str
    body: str
    created: datetime


async def alerts_of(view: AsyncSession, subscription_id: str, most: int = 50) -> list[AlertLine]:
    """The newest alerts of a subscription, for its feed."""
    wanted = select(AlertRow.id, AlertRow.event, AlertRow.body, AlertRow.created)
    fits = wanted.where(AlertRow.subscription_id == subscription_id).order_by(AlertRow.created.desc(), AlertRow.id)
    return [AlertLine(*row) for row in (await view.execute(fits.limit(most))).all()]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as its last poll left it. ``interval``: seconds between entries as learned; None while unknown."""

    id: str
    url: str
    status: str
    reason: str
    since: datetime | None
    due: datetime
    polled: datetime | None
    last_success: datetime | None
    failures: int
    interval: float | None
    last_entry: datetime | None


async def sources(view: AsyncSession) -> dict[str, SourceLine]:
    """Every source that was polled at least once."""
    rows = list(await view.scalars(select(SourceRow)))
    return {row.id: _source_line(row) for row in rows}


def _source_line(row: SourceRow) -> SourceLine:
    rhythm = sorted(row.state.get("rhythm") or ())
    gaps = sorted(b - a for a, b in itertools.pairwise(rhythm))
    last = datetime.fromtimestamp(rhythm[-1], row.due.tzinfo) if rhythm else None
    return SourceLine(
        row.id,
        row.url,
        row.status,
        row.reason,
        row.since,
        row.due,
        row.polled,
        row.last_success,
        row.failures,
        gaps[len(gaps) // 2] if gaps else None,
        last,
    )


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """A change of a source's state."""

    source_id: str
    before: str
    after: str
    reason: str
    at: datetime


async def source_events(view: AsyncSession, most: int = 20, source_id: str | None = None) -> list[SourceEvent]:
    """The newest changes of state, of one source or of all."""
    wanted = select(SourceEventRow).order_by(SourceEventRow.id.desc()).limit(most)
    rows = await view.scalars(wanted.where(SourceEventRow.source_id == source_id) if source_id else wanted)
    return [SourceEvent(row.source_id, row.before, row.after, row.reason, row.at) for row in rows]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry that a source showed, and what was decided of it."""

    url: str
    article_id: str
    verdict: str
    seen: datetime


async def entries_of(view: AsyncSession, source_id: str, most: int = 20) -> list[EntryLine]:
    """The newest entries of a source; an entry known under several keys is one."""
    wanted = select(EntryRow).where(EntryRow.source_id == source_id).order_by(EntryRow.seen.desc()).limit(most * 3)
    found = {row.url: EntryLine(row.url, row.article_id, row.verdict, row.seen) for row in await view.scalars(wanted)}
    return list(found.values())[:most]


STATIONS = ("published to seen", "seen to fetched", "fetched to decided", "decided to sent", "sent to answered")
"""The way of a statement: publication, feed, page, decision, first attempt, 2xx."""

_BUDGET_OVER = 200
"""Newest deliveries that the latency budget is taken over."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of the way: median and 95th percentile, in seconds."""

    name: str
    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How the whole system stands."""

    articles_day: int
    statements_day: int
    newest_article: datetime | None
    newest_statement: datetime | None
    lags: Mapping[str, int]
    dead: int
    waiting: int
    oldest_waiting: datetime | None
    budget: tuple[Leg, ...]


async def standing(view: AsyncSession, stages: Mapping[str, str], now: datetime) -> Standing:
    """Lag and backlog now, and what the newest deliveries took. ``stages``: channel by stage of the embedded log."""
    day = now - timedelta(days=1)
    pending = select(func.count(), func.min(DeliveryRow.created)).where(PENDING)
    waiting, oldest = (await view.execute(pending)).one()
    return Standing(
        articles_day=await _count(view, ArticleRow.id, ArticleRow.seen >= day),
        statements_day=await _count(view, UtteranceRow.seq, UtteranceRow.decided >= day),
        newest_article=await view.scalar(select(func.max(ArticleRow.seen))),
        newest_statement=await view.scalar(select(func.max(UtteranceRow.decided))),
        lags={stage: await log.lag(view, channel, stage) for stage, channel in stages.items()},
        dead=await _count(view, DeadLetterRow.id, DeadLetterRow.replayed.is_(None)),
        waiting=waiting,
        oldest_waiting=oldest,
        budget=await _budget(view),
    )


async def _count(view: AsyncSession, column: Any, condition: Any) -> int:
    return await view.scalar(select(func.count(column)).where(condition)) or 0


async def _budget(view: AsyncSession) -> tuple[Leg, ...]:
    newest = (
        select(DeliveryRow.id, DeliveryRow.alert_id)
        .where(DeliveryRow.state == "delivered")
        .order_by(DeliveryRow.seq.desc())
        .limit(_BUDGET_OVER)
        .subquery()
    )
    way = (
        select(
            ArticleRow.published,
            ArticleRow.seen,
            ArticleRow.fetched,
            UtteranceRow.decided,
            AttemptRow.started,
            AttemptRow.latency_ms,
        )
        .select_from(newest)
        .join(AttemptRow, (AttemptRow.delivery_id == newest.c.id) & (AttemptRow.number == 1))
        .join(AlertRow, AlertRow.id == newest.c.alert_id)
        .join(UtteranceRow, UtteranceRow.id == AlertRow.statement_id)
        .join(ArticleRow, (ArticleRow.id == UtteranceRow.article_id) & (ArticleRow.revision == UtteranceRow.revision))
    )
    rows = (await view.execute(way)).all()
    legs = [_legs(*row) for row in rows]
    return tuple(_leg(name, sorted(leg[place] for leg in legs)) for place, name in enumerate(STATIONS)) if legs else ()


def _legs(
    published: datetime | None, seen: datetime, fetched: datetime, decided: datetime, started: datetime, latency_ms: int
) -> tuple[float, ...]:
    moments = [published or seen, seen, fetched, decided, started]
    spans = [max(0.0, (b - a).total_seconds()) for a, b in itertools.pairwise(moments)]
    return (*spans, latency_ms / 1000)


def _leg(name: str, spans: list[float]) -> Leg:
    return Leg(name, spans[len(spans) // 2], spans[min(len(spans) - 1, int(len(spans) * 0.95))])
