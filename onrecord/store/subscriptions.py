"""Subscriptions, endpoints and silences as rows: provisioned from a file or written by the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
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


@dataclass(frozen=True, slots=True)
class SubscriptionLine:
    """A subscription as it was written, without any secret. ``origin``: ``file`` or ``api``."""

    id: str
    tenant: str
    name: str
    enabled: bool
    origin: str
    version: int
    created: datetime
    updated: datetime
    spec: dict[str, Any]


def _line(row: SubscriptionRow) -> SubscriptionLine:
    values = {name: getattr(row, name) for name in ("id", "tenant", "name", "enabled", "origin", "version")}
    return SubscriptionLine(**values, created=row.created, updated=row.updated, spec=row.spec)


async def lines(view: Unit, tenant: str | None = None) -> list[SubscriptionLine]:
    """Subscriptions that are not removed, by id; of one newsroom where it is named."""
    wanted = select(SubscriptionRow).where(SubscriptionRow.removed.is_(None)).order_by(SubscriptionRow.id)
    if tenant is not None:
        wanted = wanted.where(SubscriptionRow.tenant == tenant)
    return [_line(row) for row in await view.scalars(wanted)]


async def line_of(view: Unit, subscription_id: str) -> SubscriptionLine:
    """One subscription. Raises ConfigError when there is none, with what may have been meant."""
    return _line(await _row(view, subscription_id))


async def subscription_of(view: Unit, subscription_id: str) -> Subscription:
    """One subscription as the gates use it, switched on or off. Raises ConfigError when there is none."""
    return SUBSCRIPTION.validate_python((await _row(view, subscription_id)).resolved)


async def _row(view: Unit, subscription_id: str) -> SubscriptionRow:
    row = await view.get(SubscriptionRow, subscription_id)
    if row is None or row.removed is not None:
        known = list(await view.scalars(select(SubscriptionRow.id).where(SubscriptionRow.removed.is_(None))))
        near = get_close_matches(subscription_id, known, 1)
        hint = f"; did you mean {near[0]}?" if near else "; `onrecord subscription list` lists them"
        raise ConfigError(f"no such subscription: {subscription_id}{hint}")
    return row


async def switch(unit: Unit, subscription_id: str, enabled: bool, now: datetime) -> None:
    """Switch a subscription on or off. Raises ConfigError for one that a file provides."""
    row = await _own(unit, subscription_id)
    subscription = replace(SUBSCRIPTION.validate_python(row.resolved), enabled=enabled)
    row.enabled, row.resolved = enabled, SUBSCRIPTION.dump_python(subscription, mode="json")
    row.spec = row.spec | {"enabled": enabled}
    row.version, row.updated = row.version + 1, now
    await unit.flush()


async def remove(unit: Unit, subscription_id: str, now: datetime) -> None:
    """Remove a subscription; its alerts and their log stay. Raises ConfigError for one that a file provides."""
    row = await _own(unit, subscription_id)
    row.removed = now
    await unit.flush()


async def _own(unit: Unit, subscription_id: str) -> SubscriptionRow:
    row = await _row(unit, subscription_id)
    if row.origin == FILE:
        raise ConfigError(f"{subscription_id} stands in subscriptions.yaml: change it there")
    return row


async def end_silence(unit: Unit, silence_id: str) -> None:
    """End a silence now. Raises ConfigError when there is none."""
    row = await unit.get(SilenceRow, silence_id)
    if row is None:
        raise ConfigError(f"no such silence: {silence_id}")
    await unit.delete(row)


async def silence_rows(view: Unit, now: datetime, tenant: str | None = None) -> list[Silence]:
    """Silences that have not ended, by end."""
    wanted = select(SilenceRow.spec).where(SilenceRow.ends > now).order_by(SilenceRow.ends, SilenceRow.id)
    if tenant is not None:
        wanted = wanted.where(SilenceRow.tenant == tenant)
    return [SILENCE.validate_python(row) for row in await view.scalars(wanted)]
