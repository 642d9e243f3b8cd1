"""Rows of the alert tables as the values that ``alerts`` knows, and back. One adapter a kind."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from alerts.models import Alert, Channel, Disposition, Endpoint, EndpointState, Secret
from onrecord.sealing import Sealer
from onrecord.store.tables.alerts import AlertRow, EndpointRow


def to_alert(row: AlertRow) -> Alert:
    """The alert that a row holds."""
    return Alert(
        id=row.id,
        tenant=row.tenant,
        subscription_id=row.subscription_id,
        claim_id=row.claim_id,
        event=row.event,
        occurrence=row.occurrence,
        body=row.body,
        created=row.created,
        due=row.due,
        reason=row.reason,
        disposition=Disposition(row.disposition),
        bundle=row.bundle,
        statement_id=row.statement_id,
        figure_id=row.figure_id,
        article_id=row.article_id,
    )


def to_endpoint(row: EndpointRow, sealer: Sealer) -> Endpoint:
    """The endpoint with its address and secrets opened. Raises ConfigError when the key is another."""
    secrets = tuple(
        Secret(sealer.open(sealed["value"]), datetime.fromisoformat(sealed["expires"]) if sealed["expires"] else None)
        for sealed in row.secrets_sealed
    )
    return Endpoint(
        id=row.id,
        url=sealer.open(row.url_sealed),
        tenant=row.tenant,
        name=row.name,
        channel=Channel(row.channel),
        secrets=secrets,
        state=EndpointState(row.state),
        failing_since=row.failing_since,
        warned=row.warned,
        in_flight=row.in_flight,
    )


def sealed_secrets(secrets: tuple[Secret, ...], sealer: Sealer) -> list[dict[str, Any]]:
    """Secrets as an endpoint's row keeps them."""
    return [{"value": sealer.seal(s.value), "expires": s.expires.isoformat() if s.expires else None} for s in secrets]


def shown(url: str) -> str:
    """``url`` as it may be listed: scheme and host; paths, users and queries may be secrets."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or '…'}{port}/…"


def endpoint_row(endpoint: Endpoint, sealer: Sealer, origin: str, now: datetime) -> dict[str, Any]:
    """A new endpoint as a row."""
    return {
        "id": endpoint.id,
        "tenant": endpoint.tenant,
        "name": endpoint.name,
        "channel": endpoint.channel.value,
        "shown": shown(endpoint.url),
        "url_sealed": sealer.seal(endpoint.url),
        "secrets_sealed": sealed_secrets(endpoint.secrets, sealer),
        "in_flight": endpoint.in_flight,
        "state": endpoint.state.value,
        "reason": "",
        "warned": 0.0,
        "origin": origin,
        "created": now,
        "updated": now,
    }
