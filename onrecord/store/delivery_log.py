"""Reading the delivery log: what was sent where, how often it was tried, and what the other side said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from onrecord.store.base import Unit
from onrecord.store.tables.alerts import PENDING, AlertRow, AttemptRow, DeliveryRow, EndpointRow
from onrecord.store.tables.record import UtteranceRow


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery as lists show it. ``seq`` is the cursor: newest first, lines before ``seq`` follow.

    ``text``: the words of the statement that it tells of, None for a test, a digest or a notice.
    """

    seq: int
    id: str
    alert_id: str
    tenant: str
    subscription_id: str
    endpoint_id: str
    event: str
    figure_id: str
    statement_id: str
    state: str
    attempts: int
    status: int | None
    reason: str
    due: datetime
    created: datetime
    ended: datetime | None
    claim_id: str
    text: str | None


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One request, with the first kilobyte of the answer: only for those who may see the receiver's words."""

    number: int
    started: datetime
    latency_ms: int
    outcome: str
    status: int | None
    answer: str
    error: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which deliveries. None asks nothing; ``before`` is the cursor of the page before."""

    tenant: str | None = None
    endpoint_id: str | None = None
    subscription_id: str | None = None
    state: str | None = None
    event: str | None = None
    statement_id: str | None = None
    claim_id: str | None = None
    since: datetime | None = None
    before: int | None = None


_LINE = (
    DeliveryRow.seq,
    DeliveryRow.id,
    DeliveryRow.alert_id,
    DeliveryRow.tenant,
    DeliveryRow.subscription_id,
    DeliveryRow.endpoint_id,
    AlertRow.event,
    AlertRow.figure_id,
    AlertRow.statement_id,
    DeliveryRow.state,
    DeliveryRow.attempts,
    DeliveryRow.status,
    DeliveryRow.reason,
    DeliveryRow.due,
    DeliveryRow.created,
    DeliveryRow.ended,
    AlertRow.claim_id,
    UtteranceRow.text,
)


def _lines() -> Any:
    joined = select(*_LINE).join(AlertRow, AlertRow.id == DeliveryRow.alert_id)
    return joined.outerjoin(UtteranceRow, UtteranceRow.id == AlertRow.statement_id)


async def deliveries(view: Unit, asked: DeliveryFilter, limit: int = 50) -> list[DeliveryLine]:
    """The newest deliveries that fit, newest first."""
    wanted = _lines()
    equal = (
        (DeliveryRow.tenant, asked.tenant),
        (DeliveryRow.endpoint_id, asked.endpoint_id),
        (DeliveryRow.subscription_id, asked.subscription_id),
        (DeliveryRow.state, asked.state),
        (AlertRow.event, asked.event),
        (AlertRow.statement_id, asked.statement_id),
        (AlertRow.claim_id, asked.claim_id),
    )
    wanted = wanted.where(*(column == value for column, value in equal if value is not None))
    if asked.since is not None:
        wanted = wanted.where(DeliveryRow.created >= asked.since)
    if asked.before is not None:
        wanted = wanted.where(DeliveryRow.seq < asked.before)
    rows = await view.execute(wanted.order_by(DeliveryRow.seq.desc()).limit(limit))
    return [DeliveryLine(*list(row)) for row in rows]


async def delivery(view: Unit, delivery_id: str) -> DeliveryLine | None:
    """One delivery."""
    row = (await view.execute(_lines().where(DeliveryRow.id == delivery_id))).first()
    return DeliveryLine(*list(row)) if row else None


async def attempts(view: Unit, delivery_id: str) -> list[AttemptLine]:
    """The requests of one delivery, in order."""
    rows = await view.scalars(
        select(AttemptRow).where(AttemptRow.delivery_id == delivery_id).order_by(AttemptRow.number)
    )
    return [
        AttemptLine(r.number, r.started, r.latency_ms, r.outcome, r.status, r.answer, r.error, r.reason) for r in rows
    ]


async def body(view: Unit, alert_id: str) -> str | None:
    """The payload of an alert, as it is signed and sent."""
    return await view.scalar(select(AlertRow.body).where(AlertRow.id == alert_id))


@dataclass(frozen=True, slots=True)
class EndpointLine:
    """An endpoint as lists show it: no secret, and of the address only the host. ``waiting``: undelivered rows."""

    id: str
    tenant: str
    name: str
    channel: str
    shown: str
    state: str
    reason: str
    failing_since: datetime | None
    origin: str
    waiting: int
    oldest: datetime | None


async def endpoints(view: Unit, tenant: str | None = None, ids: Sequence[str] | None = None) -> list[EndpointLine]:
    """Endpoints with what waits for them, by id."""
    waiting = (
        select(DeliveryRow.endpoint_id, func.count().label("waiting"), func.min(DeliveryRow.created).label("oldest"))
        .where(PENDING)
        .group_by(DeliveryRow.endpoint_id)
        .subquery()
    )
    wanted = (
        select(EndpointRow, waiting.c.waiting, waiting.c.oldest)
        .outerjoin(waiting, waiting.c.endpoint_id == EndpointRow.id)
        .where(EndpointRow.removed.is_(None))
        .order_by(EndpointRow.id)
    )
    if tenant is not None:
        wanted = wanted.where(EndpointRow.tenant == tenant)
    if ids is not None:
        wanted = wanted.where(EndpointRow.id.in_(ids))
    return [_endpoint_line(row, count, oldest) for row, count, oldest in await view.execute(wanted)]


def _endpoint_line(row: EndpointRow, waiting: int | None, oldest: datetime | None) -> EndpointLine:
    return EndpointLine(
        id=row.id,
        tenant=row.tenant,
        name=row.name,
        channel=row.channel,
        shown=row.shown,
        state=row.state,
        reason=row.reason,
        failing_since=row.failing_since,
        origin=row.origin,
        waiting=waiting or 0,
        oldest=oldest,
    )
