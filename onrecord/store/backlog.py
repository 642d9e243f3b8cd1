"""What waits and what is wrong, in numbers: for metrics and for whoever watches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.models import DeliveryState, EndpointState
from onrecord.store.tables.alerts import DeliveryRow, EndpointRow
from onrecord.store.tables.log import DeadLetterRow
from onrecord.store.tables.sources import SourceRow


@dataclass(frozen=True, slots=True)
class Backlog:
    """Counts at one moment. ``oldest_due_s``: for how long the delivery that is longest overdue has waited, seconds."""

    deliveries_due: int
    oldest_due_s: float
    endpoints_paused: int
    dead_letters: int
    sources: dict[str, int]


async def backlog(view: AsyncSession, now: datetime) -> Backlog:
    """How things stand at ``now``."""
    due = select(func.count(), func.min(DeliveryRow.due)).where(
        DeliveryRow.state == DeliveryState.PENDING.value, DeliveryRow.due <= now
    )
    count, oldest = (await view.execute(due)).one()
    paused = select(func.count()).select_from(EndpointRow).where(EndpointRow.state != EndpointState.ACTIVE.value)
    dead = select(func.count()).select_from(DeadLetterRow).where(DeadLetterRow.replayed.is_(None))
    sources = await view.execute(select(SourceRow.status, func.count()).group_by(SourceRow.status))
    return Backlog(
        deliveries_due=count,
        oldest_due_s=(now - oldest).total_seconds() if oldest else 0.0,
        endpoints_paused=await view.scalar(paused) or 0,
        dead_letters=await view.scalar(dead) or 0,
        sources=dict(sources.tuples().all()),
    )
