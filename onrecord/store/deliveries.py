"""Deliveries as rows: leased in turns that are fair to every endpoint, and recorded in one commit for many.

Implements ``alerts.ports.DeliveryStore`` on both databases. A lease moves ``due`` to its own end, so a killed
process's rows come due by themselves; no index or sweep is needed for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import structlog
from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, exists, not_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from alerts import lanes
from alerts.models import (
    Attempt,
    Delivery,
    DeliveryState,
    Disposition,
    DueDelivery,
    Endpoint,
    EndpointChange,
    EndpointState,
    Notice,
)
from alerts.plan import bundle_alert, deliveries_of
from onrecord.sealing import Sealer
from onrecord.store.alerts import SUBSCRIPTION, raise_notice, record_alerts
from onrecord.store.base import Store, Unit
from onrecord.store.log import insert_ignore
from onrecord.store.rows import to_alert, to_endpoint
from onrecord.store.tables.alerts import AlertRow, AttemptRow, DeliveryRow, EndpointRow, SubscriptionRow
from processors.errors import ConfigError

_logger = structlog.get_logger(__name__)

BUNDLE_MEMBERS = 500
"""Collected alerts that one turn looks at; more wait for the next turn."""

SINGLES = 20
"""Endpoints that are unproven or failing and get a delivery in one lease: hundreds of dead ones that come due at once
would else start hundreds of requests in one breath, and a healthy endpoint's delivery would stand behind them."""

PENDING = DeliveryState.PENDING.value
_WIDEST = 64 * lanes.PREFETCH
"""The largest share an endpoint can have (``EndpointSpec.in_flight`` is at most 64)."""

_DELIVERY = cast("Table", DeliveryRow.__table__)
_ATTEMPT = cast("Table", AttemptRow.__table__)
_COLUMNS = (
    DeliveryRow.seq,
    DeliveryRow.id,
    DeliveryRow.alert_id,
    DeliveryRow.tenant,
    DeliveryRow.subscription_id,
    DeliveryRow.endpoint_id,
    DeliveryRow.order_key,
    DeliveryRow.due,
    DeliveryRow.created,
    DeliveryRow.attempts,
    DeliveryRow.tries,
)

_HEALTH = (EndpointRow.id, EndpointRow.updated, EndpointRow.state, EndpointRow.failing_since, EndpointRow.warned)


def _next_of_each(endpoints: Sequence[str], limit: int, now: datetime) -> Select[*tuple[Any, ...]]:
    """The first ``limit`` due deliveries of each of ``endpoints`` that no earlier one of their claim blocks."""
    candidate, earlier = aliased(DeliveryRow), aliased(DeliveryRow)
    blocked = exists().where(
        earlier.endpoint_id == candidate.endpoint_id,
        earlier.order_key == candidate.order_key,
        earlier.state == PENDING,
        earlier.seq < candidate.seq,
    )
    first = (
        select(candidate.seq)
        .where(candidate.endpoint_id == EndpointRow.id, candidate.state == PENDING, candidate.due <= now, not_(blocked))
        .order_by(candidate.due, candidate.seq)
        .limit(limit)
        .correlate(EndpointRow)
        .scalar_subquery()
    )
    return (
        select(*_COLUMNS, AlertRow.event, AlertRow.body)
        .select_from(EndpointRow)
        .join(DeliveryRow, DeliveryRow.seq.in_(first))
        .join(AlertRow, AlertRow.id == DeliveryRow.alert_id)
        .where(EndpointRow.id.in_(endpoints))
        .order_by(DeliveryRow.due, DeliveryRow.seq)
        .with_for_update(skip_locked=True, of=DeliveryRow)
    )


class Deliveries:
    """``alerts.ports.DeliveryStore`` on the database. ``sealer`` opens addresses and secrets."""

    def __init__(self, store: Store, sealer: Sealer) -> None:
        self._store, self._sealer = store, sealer
        self._last_single = ""
        self._opened: dict[str, tuple[datetime, Endpoint | None]] = {}

    async def lease(self, owner: str, now: datetime, until: datetime, room: Mapping[str, int]) -> Sequence[DueDelivery]:
        """Lease what is due, for each endpoint as far as it has room (see the port)."""
        async with self._store.view() as view:
            full = [key for key, left in room.items() if left <= 0]
            endpoints = await self._ready(view, now, full)
        room = {e.id: room.get(e.id, lanes.share(e, 0)) for e in endpoints}
        by_id = {e.id: e for e in endpoints if room[e.id] > 0}
        if not by_id:
            return []
        async with self._store.unit() as unit:
            return await self._lease(unit, by_id, room, (owner, now, until))

    async def _ready(self, unit: Unit, now: datetime, full: Sequence[str]) -> list[Endpoint]:
        """Active endpoints with something due, without those that are ``full``."""
        waiting = exists().where(
            DeliveryRow.endpoint_id == EndpointRow.id, DeliveryRow.state == PENDING, DeliveryRow.due <= now
        )
        active = select(*_HEALTH).where(
            EndpointRow.state == EndpointState.ACTIVE.value,
            EndpointRow.removed.is_(None),
            EndpointRow.id.not_in(full),
            waiting,
        )
        found = [await self._endpoint(unit, row) for row in await unit.execute(active)]
        return [endpoint for endpoint in found if endpoint is not None]

    async def _endpoint(self, unit: Unit, row: Any) -> Endpoint | None:
        """The endpoint opened; kept until the row is changed, because opening costs more than all else here.

        None for one that cannot be opened: its deliveries wait for the right key, and no other endpoint does.
        """
        kept = self._opened.get(row.id)
        if kept is None or kept[0] != row.updated:
            whole = (await unit.scalars(select(EndpointRow).where(EndpointRow.id == row.id))).one()
            kept = self._opened[row.id] = (row.updated, self._open(whole))
        if kept[1] is None:
            return None
        return replace(kept[1], state=EndpointState(row.state), failing_since=row.failing_since, warned=row.warned)

    def _next_singles(self, keys: Sequence[str]) -> list[str]:
        """At most ``SINGLES`` of the endpoints that get one delivery, in turns: each is reached after a few leases."""
        if len(keys) <= SINGLES:
            return list(keys)
        ordered = sorted(keys)
        later = [key for key in ordered if key > self._last_single]
        chosen = (later + ordered)[:SINGLES]
        self._last_single = chosen[-1]
        return chosen

    def _open(self, row: EndpointRow) -> Endpoint | None:
        try:
            return to_endpoint(row, self._sealer)
        except ConfigError as error:
            _logger.error("endpoint cannot be opened", endpoint=row.id, reason=str(error))  # noqa: TRY400 - no defect
            return None

    async def _lease(
        self, unit: Unit, by_id: Mapping[str, Endpoint], room: Mapping[str, int], terms: tuple[str, datetime, datetime]
    ) -> list[DueDelivery]:
        owner, now, until = terms
        single = self._next_singles([key for key in by_id if room[key] == 1])
        rows: list[Any] = []
        if single:
            rows += await unit.execute(_next_of_each(single, 1, now))
        wide = [key for key in by_id if room[key] > 1]
        if wide:
            limit = min(_WIDEST, max(room[key] for key in wide))
            rows += await unit.execute(_next_of_each(wide, limit, now))
        taken: dict[str, int] = {}
        leased = []
        for row in rows:
            taken[row.endpoint_id] = taken.get(row.endpoint_id, 0) + 1
            if taken[row.endpoint_id] <= room[row.endpoint_id]:
                leased.append(row)
        if not leased:
            return []
        won = set(
            await unit.scalars(
                update(DeliveryRow)
                .where(DeliveryRow.seq.in_([row.seq for row in leased]), _still_due(now))
                .values(due=until, owner=owner)
                .execution_options(synchronize_session=False)
                .returning(DeliveryRow.seq)
            )
        )
        return [_due(row, by_id[row.endpoint_id]) for row in leased if row.seq in won]

    async def take(self, delivery_id: str, owner: str, now: datetime, until: datetime) -> DueDelivery | None:
        """Lease one delivery that waits, due or not; None where another holds it."""
        free = DeliveryRow.owner.is_(None) | (DeliveryRow.due <= now)
        async with self._store.unit() as unit:
            seq = await unit.scalar(
                update(DeliveryRow)
                .where(DeliveryRow.id == delivery_id, DeliveryRow.state == PENDING, free)
                .values(due=until, owner=owner)
                .execution_options(synchronize_session=False)
                .returning(DeliveryRow.seq)
            )
            if seq is None:
                return None
            wanted = select(*_COLUMNS, AlertRow.event, AlertRow.body).join(
                AlertRow, AlertRow.id == DeliveryRow.alert_id
            )
            row = (await unit.execute(wanted.where(DeliveryRow.seq == seq))).one()
            of_row = select(EndpointRow).where(EndpointRow.id == row.endpoint_id)
            endpoint = (await unit.scalars(of_row)).one()
            return _due(row, to_endpoint(endpoint, self._sealer))

    async def record(self, attempts: Sequence[Attempt], changes: Sequence[EndpointChange]) -> None:
        """Write attempts and what they change, in one transaction."""
        async with self._store.unit() as unit:
            await record_attempts(unit, attempts)
            for change in changes:
                await _change_endpoint(unit, change)
                if change.event is not None:
                    await _tell_of(unit, change, attempts[-1].answer.started)

    async def release(self, owner: str, now: datetime) -> int:
        """Make due again what ``owner`` leased."""
        async with self._store.unit() as unit:
            freed = await unit.execute(
                update(DeliveryRow)
                .where(DeliveryRow.owner == owner, DeliveryRow.state == PENDING)
                .values(due=now, owner=None)
                .execution_options(synchronize_session=False)
                .returning(DeliveryRow.seq)
            )
            return len(freed.all())

    async def bundle(self, now: datetime) -> int:
        """Turn collected alerts whose digest is due into one alert and its deliveries; how many digests."""
        due = select(AlertRow).where(
            AlertRow.disposition == Disposition.BUNDLE.value, AlertRow.bundled_into.is_(None), AlertRow.due <= now
        )
        async with self._store.view() as view:
            if await view.scalar(due.with_only_columns(AlertRow.id).limit(1)) is None:
                return 0
        async with self._store.unit() as unit:
            rows = list(await unit.scalars(due.order_by(AlertRow.created, AlertRow.id).limit(BUNDLE_MEMBERS)))
            groups: dict[tuple[str, str], list[AlertRow]] = {}
            for row in rows:
                groups.setdefault((row.subscription_id, row.bundle), []).append(row)
            for (subscription_id, _), members in groups.items():
                await _bundle(unit, subscription_id, members, now)
            return len(groups)


def _still_due(now: datetime) -> ColumnElement[bool]:
    """Asked again when the row is taken: on PostgreSQL another dispatcher may have leased it since it was looked up."""
    return and_(DeliveryRow.state == PENDING, DeliveryRow.due <= now)


def _due(row: Any, endpoint: Endpoint) -> DueDelivery:
    delivery = Delivery(
        id=row.id,
        alert_id=row.alert_id,
        tenant=row.tenant,
        subscription_id=row.subscription_id,
        endpoint_id=row.endpoint_id,
        order_key=row.order_key,
        due=row.due,
        created=row.created,
        attempts=row.attempts,
        tries=row.tries,
    )
    return DueDelivery(delivery, endpoint, row.event, row.body)


async def _bundle(unit: Unit, subscription_id: str, members: Sequence[AlertRow], now: datetime) -> None:
    """One digest; a single alert that was only grouped, quiet or over the limit goes out as itself."""
    row = await unit.get(SubscriptionRow, subscription_id)
    if row is None:
        for member in members:
            member.bundled_into = ""
        return
    subscription = SUBSCRIPTION.validate_python(row.resolved)
    if len(members) == 1 and not members[0].bundle.startswith("digest:"):
        member = members[0]
        member.disposition = Disposition.SEND.value
        alert = replace(to_alert(member), disposition=Disposition.SEND, due=now)
        rows = [_plain(delivery) for delivery in deliveries_of(alert, subscription.endpoints)]
        if rows:
            await unit.execute(insert_ignore(unit, DeliveryRow, rows))
        return
    digest = bundle_alert(subscription, [to_alert(member) for member in members], now)
    await record_alerts(unit, [digest], deliveries_of(digest, subscription.endpoints))
    for member in members:
        member.bundled_into = digest.id


def _plain(delivery: Delivery) -> dict[str, Any]:
    names = ("id", "alert_id", "tenant", "subscription_id", "endpoint_id", "order_key", "due", "created")
    return {name: getattr(delivery, name) for name in names} | {"state": PENDING}


_OUTCOME = (
    update(_DELIVERY)
    .where(and_(_DELIVERY.c.id == bindparam("key"), _DELIVERY.c.state == PENDING))
    .values(
        state=bindparam("to_state"),
        due=bindparam("to_due"),
        attempts=bindparam("to_attempts"),
        tries=bindparam("to_tries"),
        owner=None,
        reason=bindparam("to_reason"),
        status=bindparam("to_status"),
        ended=bindparam("to_ended"),
    )
)


def _outcome(attempt: Attempt) -> dict[str, Any]:
    ended = attempt.answer.started if attempt.next_due is None else None
    return {
        "key": attempt.delivery.id,
        "to_state": str(attempt.state),
        "to_due": attempt.next_due or attempt.delivery.due,
        "to_attempts": attempt.number,
        "to_tries": attempt.delivery.tries + 1,
        "to_reason": attempt.reason,
        "to_status": attempt.answer.status,
        "to_ended": ended,
    }


async def record_attempts(unit: Unit, attempts: Sequence[Attempt]) -> None:
    """Write attempts and the new states of their deliveries."""
    if not attempts:
        return
    connection = await unit.connection()
    rows = [_attempt_row(attempt) for attempt in attempts]
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    await connection.execute(insert(_ATTEMPT).on_conflict_do_nothing(), rows)
    await connection.execute(_OUTCOME, [_outcome(attempt) for attempt in attempts])


def _attempt_row(attempt: Attempt) -> dict[str, Any]:
    answer = attempt.answer
    return {
        "delivery_id": attempt.delivery.id,
        "number": attempt.number,
        "started": answer.started,
        "latency_ms": answer.latency_ms,
        "outcome": str(answer.outcome),
        "status": answer.status,
        "answer": answer.body,
        "error": answer.error,
        "reason": attempt.reason,
    }


async def _tell_of(unit: Unit, change: EndpointChange, at: datetime) -> None:
    row = await unit.get(EndpointRow, change.endpoint_id)
    if row is None or change.event is None:
        return
    subject = f"endpoint:{row.id}"
    notice = Notice(change.event, subject, row.name, row.tenant, change.reason, at, change.failing_since)
    await raise_notice(unit, notice)


async def _change_endpoint(unit: Unit, change: EndpointChange) -> None:
    """``updated`` stays: it tells of changes to address and secrets only."""
    await unit.execute(
        update(EndpointRow)
        .where(EndpointRow.id == change.endpoint_id)
        .values(
            state=change.state.value, failing_since=change.failing_since, warned=change.warned, reason=change.reason
        )
    )
