"""Sending again by hand: one delivery, all that an endpoint missed, or a test. The count is known before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from alerts.models import DeliveryState, EndpointState
from alerts.plan import deliveries_of, ping_alert
from onrecord.store.alerts import record_alerts
from onrecord.store.base import Unit
from onrecord.store.subscriptions import endpoint_of, set_state
from onrecord.store.tables.alerts import AttemptRow, DeliveryRow, HeldRow

REACH = timedelta(days=14)
"""How far back a recovery reaches (Svix's limit); older news is history, not news."""

KEPT = timedelta(days=30)
"""How long the attempt log is kept (Svix keeps as long)."""

_FAILED = (DeliveryState.EXHAUSTED.value, DeliveryState.REFUSED.value)


@dataclass(frozen=True, slots=True)
class Missed:
    """What an endpoint did not get. ``failed``: given up on; ``waiting``: still to come once it is active."""

    failed: int
    waiting: int
    since: datetime


def _failed_since(endpoint_id: str, since: datetime) -> tuple[Any, ...]:
    return (
        DeliveryRow.endpoint_id == endpoint_id,
        DeliveryRow.state.in_(_FAILED),
        DeliveryRow.created >= since,
    )


async def missed(view: Unit, endpoint_id: str, since: datetime, now: datetime) -> Missed:
    """How much a recovery would send, before it does. ``since`` is taken no further back than ``REACH``."""
    start = max(since, now - REACH)
    failed = await view.scalar(select(func.count()).where(*_failed_since(endpoint_id, start)))
    pending = select(func.count()).where(
        DeliveryRow.endpoint_id == endpoint_id, DeliveryRow.state == DeliveryState.PENDING.value
    )
    return Missed(failed or 0, await view.scalar(pending) or 0, start)


async def recover(unit: Unit, endpoint_id: str, since: datetime, now: datetime) -> int:
    """Schedule anew, from now, what the endpoint missed since then (at most ``REACH``); how many."""
    await endpoint_of(unit, endpoint_id)
    return await _again(unit, _failed_since(endpoint_id, max(since, now - REACH)), now)


async def resume(unit: Unit, endpoint_id: str, now: datetime) -> int:
    """Make a paused or disabled endpoint active; what waited for it is due now. How many those are."""
    await set_state(unit, endpoint_id, EndpointState.ACTIVE, "resumed by hand")
    waiting = (DeliveryRow.endpoint_id == endpoint_id, DeliveryRow.state == DeliveryState.PENDING.value)
    return await _again(unit, waiting, now)


async def replay(unit: Unit, delivery_ids: Sequence[str], now: datetime) -> int:
    """Send deliveries again, whatever became of them: same body, same ``webhook-id``. How many there were."""
    return await _again(unit, (DeliveryRow.id.in_(delivery_ids),), now)


async def _again(unit: Unit, which: tuple[Any, ...], now: datetime) -> int:
    changed = await unit.execute(
        update(DeliveryRow)
        .where(*which)
        .values(state=DeliveryState.PENDING.value, due=now, tries=0, owner=None, ended=None)
        .execution_options(synchronize_session=False)
        .returning(DeliveryRow.seq)
    )
    return len(changed.all())


async def ping(unit: Unit, endpoint_id: str, now: datetime) -> str:
    """Queue a signed test for one endpoint; the id of its delivery, whose attempts say what came of it."""
    endpoint = await endpoint_of(unit, endpoint_id)
    alert = ping_alert(endpoint.id, endpoint.tenant, now)
    deliveries = deliveries_of(alert, [endpoint.id])
    await record_alerts(unit, [alert], deliveries)
    return deliveries[0].id


PRUNED_AT_ONCE = 2_000
"""Attempts that one unit forgets: about 20 ms, so that deliveries never wait long for the one writer of SQLite."""


async def prune(unit: Unit, before: datetime) -> int:
    """Forget attempts (with what receivers answered) and held rows from before ``before``; how many attempts.

    About ``PRUNED_AT_ONCE`` of the oldest at a time: call it until it answers 0. Alerts stay: they are the ledger
    that keeps a claim from being told twice.
    """
    after_these = select(AttemptRow.started).where(AttemptRow.started < before).order_by(AttemptRow.started)
    until = await unit.scalar(after_these.offset(PRUNED_AT_ONCE).limit(1)) or before
    gone = await unit.execute(delete(AttemptRow).where(AttemptRow.started <= until, AttemptRow.started < before))
    await unit.execute(delete(HeldRow).where(HeldRow.at < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]
