"""Subscriptions, endpoints and silences as rows: provisioned from a file or written by the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from alerts import signing
from alerts.models import Endpoint, EndpointState, Silence, Subscription
from alerts.spec import Provisioned, SubscriptionSpec
from onrecord.sealing import Sealer
from onrecord.store.alerts import SILENCE, SUBSCRIPTION
from onrecord.store.base import Unit
from onrecord.store.rows import endpoint_row, sealed_secrets, to_endpoint
from onrecord.store.tables.alerts import EndpointRow, SilenceRow, SubscriptionRow
from processors.errors import ConfigError

FILE, API = "file", "api"


async def put_subscription(
    unit: Unit, spec: SubscriptionSpec, subscription: Subscription, origin: str, now: datetime
) -> SubscriptionRow:
    """Write a subscription, new or changed; one that was removed comes back. Its version counts changes."""
    written = spec.named().model_dump(mode="json", by_alias=True, exclude_none=True)
    resolved = SUBSCRIPTION.dump_python(subscription, mode="json")
    row = await unit.get(SubscriptionRow, subscription.id)
    if row is None:
        row = SubscriptionRow(id=subscription.id, tenant=subscription.tenant, version=0, created=now)
        unit.add(row)
    elif row.spec == written and _same(row.resolved, subscription) and row.removed is None:
        return row
    row.name, row.spec, row.resolved = subscription.name, written, resolved
    row.enabled, row.origin, row.removed = subscription.enabled, origin, None
    row.version, row.updated = row.version + 1, now
    await unit.flush()
    return row


def _same(resolved: dict[str, Any], subscription: Subscription) -> bool:
    """Whether a stored value is ``subscription``; sets are stored in any order."""
    return SUBSCRIPTION.validate_python(resolved) == subscription


async def put_endpoint(unit: Unit, endpoint: Endpoint, sealer: Sealer, origin: str, now: datetime) -> EndpointRow:
    """Write an endpoint, new or changed. A changed secret is rotated: the old one signs on for 24 hours."""
    row = await unit.get(EndpointRow, endpoint.id)
    if row is None:
        row = EndpointRow(**endpoint_row(endpoint, sealer, origin, now))
        unit.add(row)
        await unit.flush()
        return row
    before = to_endpoint(row, sealer)
    secrets = before.secrets
    if endpoint.secrets and endpoint.secrets[0].value not in {s.value for s in before.secrets if s.expires is None}:
        secrets = signing.rotated(before.secrets, endpoint.secrets[0].value, now)
    same = (before.url, before.name, before.channel, before.in_flight, before.secrets)
    if same == (endpoint.url, endpoint.name, endpoint.channel, endpoint.in_flight, secrets) and row.removed is None:
        return row
    fresh = endpoint_row(endpoint, sealer, origin, now)
    for name in ("name", "channel", "shown", "url_sealed", "in_flight", "origin", "updated"):
        setattr(row, name, fresh[name])
    row.secrets_sealed, row.removed = sealed_secrets(secrets, sealer), None
    await unit.flush()
    return row


async def put_silence(unit: Unit, silence: Silence, origin: str) -> None:
    """Write a silence, new or changed."""
    row = SilenceRow(
        id=silence.id,
        tenant=silence.tenant,
        spec=SILENCE.dump_python(silence, mode="json"),
        starts=silence.starts,
        ends=silence.ends,
        origin=origin,
    )
    await unit.merge(row)
    await unit.flush()


async def provision(unit: Unit, provided: Provisioned, sealer: Sealer, now: datetime) -> None:
    """Make the database's provisioned rows those of the file: what the file no longer holds is removed, not deleted."""
    for endpoint in provided.endpoints:
        await put_endpoint(unit, endpoint, sealer, FILE, now)
    for spec, subscription in provided.subscriptions:
        await put_subscription(unit, spec, subscription, FILE, now)
    for silence in provided.silences:
        await put_silence(unit, silence, FILE)
    await _remove_others(unit, SubscriptionRow, [s.id for _, s in provided.subscriptions], now)
    await _remove_others(unit, EndpointRow, [e.id for e in provided.endpoints], now)
    kept = {silence.id for silence in provided.silences}
    for row in await unit.scalars(select(SilenceRow).where(SilenceRow.origin == FILE)):
        if row.id not in kept:
            await unit.delete(row)


async def _remove_others(unit: Unit, table: Any, kept: Sequence[str], now: datetime) -> None:
    gone = (table.origin == FILE) & table.removed.is_(None) & table.id.not_in(kept)
    await unit.execute(update(table).where(gone).values(removed=now))


async def rotate_secret(unit: Unit, endpoint_id: str, secret: str, sealer: Sealer, now: datetime) -> Endpoint:
    """Give an endpoint a new secret; the old one signs on beside it for 24 hours. Raises ConfigError."""
    row = await endpoint_of(unit, endpoint_id)
    endpoint = to_endpoint(row, sealer)
    row.secrets_sealed = sealed_secrets(signing.rotated(endpoint.secrets, secret, now), sealer)
    row.updated = now
    await unit.flush()
    return to_endpoint(row, sealer)


async def endpoint_of(unit: Unit, endpoint_id: str) -> EndpointRow:
    """The row of an endpoint that is not removed. Raises ConfigError when there is none."""
    row = await unit.get(EndpointRow, endpoint_id)
    if row is None or row.removed is not None:
        raise ConfigError(f"no such endpoint: {endpoint_id}; `onrecord subscription endpoints` lists them")
    return row


async def set_state(unit: Unit, endpoint_id: str, state: EndpointState, reason: str) -> EndpointRow:
    """Pause, disable or resume an endpoint by hand; resuming forgets the failing days."""
    row = await endpoint_of(unit, endpoint_id)
    row.state, row.reason = state.value, reason
    if state == EndpointState.ACTIVE:
        row.failing_since, row.warned = None, 0.0
    await unit.flush()
    return row
