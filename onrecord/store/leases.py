"""Leasing deliveries: in turns that are fair to every endpoint, and apart for endpoints that are not proven.

A lease moves ``due`` to its own end, so a killed process's rows come due by themselves; no index or sweep is needed
for it. The statements are built once and name the pending state as a constant, because the indexes are of that part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import structlog
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Table,
    bindparam,
    exists,
    func,
    literal_column,
    not_,
    select,
    update,
)

from alerts import lanes
from alerts.lanes import Unproven
from alerts.models import Delivery, DeliveryState, DueDelivery, Endpoint, EndpointState
from onrecord.sealing import Sealer
from onrecord.store.base import Store, Unit
from onrecord.store.rows import to_endpoint
from onrecord.store.tables.alerts import AlertRow, DeliveryRow, EndpointRow
from processors.errors import ConfigError

_logger = structlog.get_logger(__name__)

PENDING = DeliveryState.PENDING.value
_WIDEST = 64 * lanes.PREFETCH
"""The largest share an endpoint can have (``EndpointSpec.in_flight`` is at most 64)."""

_DELIVERY = cast("Table", DeliveryRow.__table__)
_ALERT = cast("Table", AlertRow.__table__)
_ENDPOINT = cast("Table", EndpointRow.__table__)
_IS_PENDING: ColumnElement[str] = literal_column(f"'{PENDING}'")
"""A constant in the statement, so that the indexes of what is pending are used."""

_NOW = bindparam("now", type_=_DELIVERY.c.due.type)
_ENDPOINTS: BindParameter[str] = bindparam("endpoints", expanding=True)
_COLUMNS = (
    _DELIVERY.c.seq,
    _DELIVERY.c.id,
    _DELIVERY.c.alert_id,
    _DELIVERY.c.tenant,
    _DELIVERY.c.subscription_id,
    _DELIVERY.c.endpoint_id,
    _DELIVERY.c.order_key,
    _DELIVERY.c.due,
    _DELIVERY.c.created,
    _DELIVERY.c.attempts,
    _DELIVERY.c.tries,
    _ALERT.c.event,
    _ALERT.c.body,
)
_HEALTH = (_ENDPOINT.c.updated, _ENDPOINT.c.state, _ENDPOINT.c.failing_since, _ENDPOINT.c.warned)
_ACTIVE = (_ENDPOINT.c.state == EndpointState.ACTIVE.value, _ENDPOINT.c.removed.is_(None))


def _ready() -> Select[*tuple[Any, ...]]:
    """Active endpoints with something due, without ``endpoints``; ``newest``: since when the newest of it is due."""
    newest = (
        select(func.max(_DELIVERY.c.due))
        .where(_DELIVERY.c.endpoint_id == _ENDPOINT.c.id, _DELIVERY.c.state == _IS_PENDING, _DELIVERY.c.due <= _NOW)
        .scalar_subquery()
    )
    wanted = select(_ENDPOINT.c.id.label("endpoint_id"), *_HEALTH, newest.label("newest"))
    found = wanted.where(*_ACTIVE, _ENDPOINT.c.id.not_in(_ENDPOINTS)).subquery()
    return select(found).where(found.c.newest.is_not(None))


def _next_of_each() -> Select[*tuple[Any, ...]]:
    """The first ``most`` due deliveries of each of ``endpoints`` that no earlier one of their claim blocks."""
    candidate, earlier = _DELIVERY.alias("candidate"), _DELIVERY.alias("earlier")
    blocked = exists().where(
        earlier.c.endpoint_id == candidate.c.endpoint_id,
        earlier.c.order_key == candidate.c.order_key,
        earlier.c.state == _IS_PENDING,
        earlier.c.seq < candidate.c.seq,
    )
    first = (
        select(candidate.c.seq)
        .where(
            candidate.c.endpoint_id == _ENDPOINT.c.id,
            candidate.c.state == _IS_PENDING,
            candidate.c.due <= _NOW,
            not_(blocked),
        )
        .order_by(candidate.c.due, candidate.c.seq)
        .limit(bindparam("most", type_=Integer))
        .correlate(_ENDPOINT)
        .scalar_subquery()
    )
    return (
        select(*_COLUMNS, *_HEALTH)
        .select_from(_ENDPOINT)
        .join(_DELIVERY, _DELIVERY.c.seq.in_(first))
        .join(_ALERT, _ALERT.c.id == _DELIVERY.c.alert_id)
        .where(*_ACTIVE, _ENDPOINT.c.id.in_(_ENDPOINTS))
        .order_by(_DELIVERY.c.due, _DELIVERY.c.seq)
        .with_for_update(skip_locked=True, of=_DELIVERY)
    )


_READY, _NEXT_OF_EACH = _ready(), _next_of_each()
"""Built once: putting such a statement together costs more than running it."""

_TAKE = (
    update(_DELIVERY)
    .where(
        _DELIVERY.c.seq.in_(bindparam("rows", expanding=True)),
        _DELIVERY.c.state == _IS_PENDING,
        _DELIVERY.c.due <= _NOW,
    )
    .values(due=bindparam("until"), owner=bindparam("by"))
    .returning(_DELIVERY.c.seq)
)
"""Asks again whether a row is due: on PostgreSQL another dispatcher may have leased it since it was looked up."""


class Leases:
    """The half of ``alerts.ports.DeliveryStore`` that hands deliveries out. ``sealer`` opens addresses and secrets."""

    def __init__(self, store: Store, sealer: Sealer) -> None:
        self._store, self._sealer = store, sealer
        self._last_failing = ""
        self._opened: dict[str, tuple[datetime, Endpoint | None]] = {}

    async def lease(self, owner: str, now: datetime, until: datetime, room: Mapping[str, int]) -> Sequence[DueDelivery]:
        """Lease what is due, for each proven endpoint as far as it has room (see the port)."""
        shares = {key: left for key, left in room.items() if left > 0}
        if not shares:
            return []
        async with self._store.unit() as unit:
            return await self._lease(unit, shares, {"now": now, "until": until, "by": owner})

    async def open(self, owner: str, now: datetime, until: datetime, busy: Collection[str]) -> Sequence[DueDelivery]:
        """Lease one delivery for each of a few endpoints that are not ``busy`` (see the port)."""
        async with self._store.view() as view:
            connection = await view.connection()
            ready = (await connection.execute(_READY, {"now": now, "endpoints": list(busy)})).all()
        shut = {row.endpoint_id for row in ready if self._opened.get(row.endpoint_id) == (row.updated, None)}
        waiting = [
            Unproven(row.endpoint_id, row.failing_since is not None, row.newest)
            for row in ready
            if row.endpoint_id not in shut
        ]
        chosen = lanes.opened(waiting, self._last_failing)
        if not chosen:
            return []
        self._last_failing = next((one.endpoint_id for one in reversed(chosen) if one.failing), self._last_failing)
        async with self._store.unit() as unit:
            shares = {one.endpoint_id: 1 for one in chosen}
            leased = await self._lease(unit, shares, {"now": now, "until": until, "by": owner})
        place = {one.endpoint_id: number for number, one in enumerate(chosen)}
        return sorted(leased, key=lambda due: place[due.endpoint.id])

    async def _lease(self, unit: Unit, shares: Mapping[str, int], terms: Mapping[str, Any]) -> list[DueDelivery]:
        connection = await unit.connection()
        values = {"endpoints": list(shares), "most": min(_WIDEST, max(shares.values())), "now": terms["now"]}
        found = (await connection.execute(_NEXT_OF_EACH, values)).all()
        endpoints = await self._endpoints(unit, found)
        wanted = _shared([row for row in found if row.endpoint_id in endpoints], shares)
        if not wanted:
            return []
        won = set((await connection.execute(_TAKE, {"rows": [row.seq for row in wanted], **terms})).scalars())
        return [_due(row, endpoints[row.endpoint_id]) for row in wanted if row.seq in won]

    async def _endpoints(self, unit: Unit, rows: Sequence[Any]) -> dict[str, Endpoint]:
        """Endpoints by id, opened and kept until their row is changed: opening costs more than all else here.

        One that cannot be opened is left out: its deliveries wait for the right key, and no other endpoint does.
        """
        health = {row.endpoint_id: row for row in rows}
        changed = [key for key, row in health.items() if self._opened.get(key, (None,))[0] != row.updated]
        if changed:
            for whole in await unit.scalars(select(EndpointRow).where(EndpointRow.id.in_(changed))):
                self._opened[whole.id] = (whole.updated, self._open(whole))
        return {
            key: replace(one, state=EndpointState(row.state), failing_since=row.failing_since, warned=row.warned)
            for key, row in health.items()
            if (one := self._opened[key][1]) is not None
        }

    def _open(self, row: EndpointRow) -> Endpoint | None:
        try:
            return to_endpoint(row, self._sealer)
        except ConfigError as error:
            _logger.error("endpoint cannot be opened", endpoint=row.id, reason=str(error))  # noqa: TRY400 - no defect
            return None

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
            wanted = select(*_COLUMNS).join(_ALERT, _ALERT.c.id == _DELIVERY.c.alert_id)
            row = (await unit.execute(wanted.where(_DELIVERY.c.seq == seq))).one()
            of_row = select(EndpointRow).where(EndpointRow.id == row.endpoint_id)
            endpoint = (await unit.scalars(of_row)).one()
            return _due(row, to_endpoint(endpoint, self._sealer))

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


def _shared(rows: Sequence[Any], shares: Mapping[str, int]) -> list[Any]:
    """The first rows of each endpoint, as many as its share."""
    taken: Counter[str] = Counter()
    kept = []
    for row in rows:
        taken[row.endpoint_id] += 1
        if taken[row.endpoint_id] <= shares[row.endpoint_id]:
            kept.append(row)
    return kept


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
