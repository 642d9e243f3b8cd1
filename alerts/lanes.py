"""How much of an endpoint's queue one dispatcher holds and sends at a time. Pure."""

from __future__ import annotations

from alerts.models import Endpoint

PREFETCH = 4
"""Leased deliveries per connection in use: enough to keep it busy between two looks into the store."""


def width(endpoint: Endpoint) -> int:
    """Requests in flight at once: one while the endpoint fails, so that a dead one costs one socket, not eight."""
    return 1 if endpoint.failing_since is not None else max(1, endpoint.in_flight)


def share(endpoint: Endpoint) -> int:
    """Deliveries leased at once: this bounds memory whatever waits in the store."""
    return 1 if endpoint.failing_since is not None else width(endpoint) * PREFETCH
